import { readFileSync } from "node:fs";
import { chmod, mkdir, open, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import * as z from "zod";
import { TidyError } from "../tidy-error.ts";
import { type EndpointMeasurement, endpointMeasurementSchema } from "./measure/measurement.ts";

/** `endpoints.json` in the user's configuration folder: what was measured of which server and model. */
export const keptEndpointsSchema = z.object({
  format: z.literal(1),
  endpoints: z.array(endpointMeasurementSchema).readonly(),
});

/**
 * Where measurements are kept: in the folder TACTFUL_CONFIG, else in `tactful` below XDG_CONFIG_HOME,
 * ~/.config or, on Windows, APPDATA.
 */
export function keptEndpointsPath(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const { TACTFUL_CONFIG, XDG_CONFIG_HOME, APPDATA } = env;
  const home =
    platform === "win32"
      ? APPDATA || join(homedir(), "AppData", "Roaming")
      : XDG_CONFIG_HOME || join(homedir(), ".config");
  return join(TACTFUL_CONFIG || join(home, "tactful"), "endpoints.json");
}

/** All kept measurements; none where there is no file. Throws `bad-input` where it cannot be read. */
export function readKeptEndpoints(path: string): readonly EndpointMeasurement[] {
  const text = textOf(path);
  if (text === undefined) return [];
  const read = keptEndpointsSchema.safeParse(parsed(text));
  if (read.success) return read.data.endpoints;
  const issue = read.error.issues[0];
  const where = issue === undefined ? "" : issue.path.join(".");
  const why =
    where === "format"
      ? "another version of tactful wrote it"
      : where === ""
        ? "it is no JSON of tactful's"
        : `${where}: ${issue?.message}`;
  throw new TidyError("bad-input", `${path} cannot be used: ${why}; move it away, measure again`);
}

/** The kept measurement of a model behind a server; `undefined` where there is none. */
export const keptEndpoint = (
  kept: readonly EndpointMeasurement[],
  baseUrl: string,
  model: string,
): EndpointMeasurement | undefined =>
  kept.find((it) => it.baseUrl === baseUrl && it.model === model);

/**
 * Keeps a measurement in place of an earlier one of the same model and server. The file is written
 * aside and renamed, readable by its owner alone. Rejects with `bad-input` where the file there is
 * not ours, or with `storage`.
 */
export async function keepMeasurement(
  path: string,
  measurement: EndpointMeasurement,
): Promise<void> {
  const { baseUrl, model } = measurement;
  const others = readKeptEndpoints(path).filter(
    (it) => it.baseUrl !== baseUrl || it.model !== model,
  );
  const file = keptEndpointsSchema.parse({ format: 1, endpoints: [...others, measurement] });
  const aside = `${path}.${process.pid}.part`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const handle = await open(aside, "w", 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(file, null, 2)}\n`);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await chmod(aside, 0o600);
    await rename(aside, path);
  } catch (cause) {
    await rm(aside, { force: true });
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new TidyError("storage", `cannot keep the measurement in ${path}: ${why}`, { cause });
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new TidyError("bad-input", `${path} cannot be read: ${why}`, { cause });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
