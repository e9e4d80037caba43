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
    return new Response(body, { status, statusText, headers });
  };
