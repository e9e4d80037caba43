import {
  addressFromEnvironment,
  addressHint,
  type EndpointAddress,
  endpointAddress,
  isOpenToReaders,
} from "../../perception/openai/endpoint-address.ts";
import { type Finding, look } from "./finding.ts";

const PATIENCE_MS = 5000;

/** Whether a language model is within reach. It is optional: the embedded models do without. */
export const lookAtLanguageModel = async (): Promise<readonly Finding[]> => [
  await look(
    "language model",
    "export OPENAI_API_KEY, or OPENAI_BASE_URL of a local server",
    listedModels,
    "warning",
  ),
];

/** Asks the server for its list of models; sends no photo. */
async function listedModels(): Promise<string> {
  const given = addressFromEnvironment();
  if (!given.apiKey && !given.baseUrl) throw new Error("no key is set");
  const address = endpointAddress(given);
  const { baseUrl, host, apiKey } = address;
  const response = await fetch(`${baseUrl}/models`, {
    headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
    redirect: "error",
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).catch(() => undefined);
  if (response === undefined) throw new Error(`${host} does not answer`);
  await response.body?.cancel();
  if (!response.ok)
    throw new Error(`${host} answers ${response.status}${addressHint(address, response.status)}`);
  return `${host} answers${remarks(address)}`;
}

function remarks(address: EndpointAddress): string {
  const key = address.keyStays === undefined ? "" : `; no key was sent: ${address.keyStays}`;
  const readers = isOpenToReaders(address)
    ? "; over http: photos and key can be read on the way"
    : "";
  return `${key}${readers}`;
}
