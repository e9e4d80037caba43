import { TidyError } from "../tidy-error.ts";

/**
 * A fetch that reads the whole reply before it returns, so that a deadline holds for the body too,
 * and gives up past `maxBytes` (counted after decompression) with `model-unavailable`.
 */
export const cappedFetch =
  (maxBytes: number): typeof fetch =>
  async (input, init) => {
    const response = await fetch(input, init);
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength;
      if (size > maxBytes)
        throw new TidyError("model-unavailable", `the reply is larger than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
    const { status, statusText, headers } = response;
    const body = size === 0 ? null : Buffer.concat(chunks);
    const readable = response.ok || body === null ? body : errorAsOpenaiWritesIt(body.toString());
    return new Response(readable, { status, statusText, headers });
  };

/** Servers write errors in many shapes; the library reads only `{ error: { message } }`. */
function errorAsOpenaiWritesIt(text: string): string {
  const body = parsed(text);
  if (typeof body !== "object" || body === null) return text;
  const { error, message, detail } = body as Record<string, unknown>;
  if (typeof error === "object" && error !== null) return text;
  const said = error ?? message ?? detail;
  if (said === undefined) return text;
  return JSON.stringify({
    error: { message: typeof said === "string" ? said : JSON.stringify(said) },
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
