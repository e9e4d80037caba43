import { decode, encode } from "cborg";
import { z } from "zod";

/** A publication of an image as it was on the wire, in JSON or CBOR, its bytes at hand. */
export type ImageMessage = {
  readonly stamp: Readonly<Record<string, number>>;
  readonly data: Uint8Array;
  /** The same publication with another stamp, format or picture, encoded as it was. */
  with(change: {
    readonly stamp?: Readonly<Record<string, number>>;
    readonly data?: Uint8Array;
    readonly format?: string;
  }): string | Uint8Array;
};

const publication = z.looseObject({
  op: z.literal("publish"),
  topic: z.string(),
  msg: z.looseObject({
    header: z.looseObject({ stamp: z.record(z.string(), z.number()) }),
    data: z.union([z.string(), z.instanceof(Uint8Array)]),
  }),
});

/** The image in a frame from the bridge, where it is one on `topic`; else `undefined`. */
export function imageMessage(frame: string | Uint8Array, topic: string): ImageMessage | undefined {
  const known = publication.safeParse(parsed(frame));
  if (!known.success || known.data.topic !== topic) return undefined;
  const { msg } = known.data;
  const data = typeof msg.data === "string" ? Buffer.from(msg.data, "base64") : msg.data;
  return {
    stamp: msg.header.stamp,
    data,
    with(change) {
      const bytes = change.data ?? data;
      const changed = {
        ...known.data,
        msg: {
          ...msg,
          header: { ...msg.header, stamp: change.stamp ?? msg.header.stamp },
          ...(change.format !== undefined && { format: change.format }),
          data: typeof msg.data === "string" ? Buffer.from(bytes).toString("base64") : bytes,
        },
      };
      return typeof frame === "string" ? JSON.stringify(changed) : encode(changed);
    },
  };
}

function parsed(frame: string | Uint8Array): unknown {
  try {
    return typeof frame === "string" ? JSON.parse(frame) : decode(frame);
  } catch {
    return undefined;
  }
}
