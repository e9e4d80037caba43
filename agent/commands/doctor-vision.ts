import { randomInt } from "node:crypto";
import {
  type AddressOptions,
  addressFromEnvironment,
  endpointAddress,
  isOpenToReaders,
} from "../../perception/openai/endpoint-address.ts";
import {
  keepMeasurement,
  keptEndpointsPath,
  readKeptEndpoints,
} from "../../perception/openai/kept-endpoints.ts";
import {
  MOST_REQUESTS,
  measureEndpoint,
} from "../../perception/openai/measure/measure-endpoint.ts";
import type { EndpointMeasurement } from "../../perception/openai/measure/measurement.ts";
import { TidyError } from "../../perception/tidy-error.ts";
import { version } from "../version.ts";
import type { Finding } from "./finding.ts";
import { progressLine, tellOnStderr } from "./output.ts";
import { visionFindings } from "./vision-findings.ts";

/** Errors that are findings of their own; the others end the command. */
const FINDINGS = new Set(["model-unavailable", "deadline", "storage"]);

/** The model and server that `--vision` names, and where its measurement goes. */
export type EyesToMeasure = {
  readonly model: string;
  readonly address: AddressOptions;
  readonly keptIn: string;
};

/** Throws `bad-input` where the name, the address, the key or the kept file cannot be used. */
export function eyesToMeasure(name: string): EyesToMeasure {
  const model = /^openai:(.+)$/.exec(name)?.[1];
  if (model === undefined) {
    const what = `--vision ${name}: doctor measures openai:<model> alone`;
    throw new TidyError("bad-input", what);
  }
  const address = addressFromEnvironment();
  endpointAddress(address);
  const keptIn = keptEndpointsPath();
  // Before half an hour of measuring, not after it.
  readKeptEndpoints(keptIn);
  return { model, address, keptIn };
}

/**
 * Measures the model with drawn cards and keeps what was found. Says beforehand how many requests go
 * to which host. Rejects with `aborted` when told to stop; nothing is kept then.
 */
export async function lookAtVision(
  { model, address, keptIn }: EyesToMeasure,
  patienceSeconds: number,
  signal: AbortSignal,
): Promise<{ findings: readonly Finding[]; measurement?: EndpointMeasurement }> {
  const server = endpointAddress(address);
  tellOnStderr(
    `measures openai:${model} at ${server.host} with at most ${MOST_REQUESTS} requests; only drawn cards are sent, no photo`,
  );
  if (isOpenToReaders(server))
    tellOnStderr("over http: what is sent, the key too, can be read on the way");
  const progress = progressLine();
  try {
    const measurement = await measureEndpoint(
      {
        ...address,
        model,
        seed: randomInt(2 ** 31),
        tactful: version,
        deadlineMs: patienceSeconds * 1000,
        onRequest: (what, number) =>
          progress.show(`${what}: request ${number} of at most ${MOST_REQUESTS}`),
      },
      { signal },
    );
    await keepMeasurement(keptIn, measurement);
    progress.clear();
    return { findings: visionFindings(measurement, keptIn), measurement };
  } catch (error) {
    progress.clear();
    if (!(error instanceof TidyError)) throw error;
    if (error.code === "aborted") tellOnStderr("stopped; nothing was kept");
    if (!FINDINGS.has(error.code)) throw error;
    const todo =
      error.code === "deadline"
        ? "give it more time with --patience, or a smaller model; nothing was kept"
        : "start the server, or correct OPENAI_BASE_URL, the key or the model; nothing was kept";
    return { findings: [{ what: "vision", state: "wrong", found: error.message, todo }] };
  }
}
