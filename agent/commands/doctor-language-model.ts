import { type Finding, look } from "./finding.ts";

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
  const key = process.env.OPENAI_API_KEY;
  const base = process.env.OPENAI_BASE_URL ?? "https://api.openai.com/v1";
  if (key === undefined && process.env.OPENAI_BASE_URL === undefined)
    throw new Error("no key is set");
  const { host } = new URL(base);
  const response = await fetch(`${base.replace(/\/$/, "")}/models`, {
    headers: { authorization: `Bearer ${key ?? "none"}` },
    signal: AbortSignal.timeout(5000),
  }).catch(() => undefined);
  if (response === undefined) throw new Error(`${host} does not answer`);
  if (!response.ok) throw new Error(`${host} answers ${response.status}`);
  return `${host} answers`;
}
