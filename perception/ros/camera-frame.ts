import { createHash } from "node:crypto";
import { rawImage } from "../images/raw-image.ts";
import type { RobotTime } from "../photo.ts";
import { type Messages, understand } from "./dialect.ts";

/** A picture as the camera sent it, and when it was taken by the robot's clock. */
export type Frame = {
  readonly stamp: RobotTime;
  /** What the camera calls the way in which it is written: `jpeg`, `bgr8`. */
  readonly format: string;
  /** The same for the same bytes. */
  readonly digest: string;
  /** The picture as a JPEG or whatever the camera encodes. Rejects with `bad-input`. */
  encoded(): Promise<Uint8Array>;
};

/** The frame in a message of the image topic, or in one line why there is none. */
export function readFrame(
  { rawImage: raw, compressedImage: compressed }: Messages,
  encoding: "compressed" | "raw",
  message: unknown,
): { readonly value: Frame } | { readonly problem: string } {
  if (encoding === "raw") {
    const read = understand(raw, message);
    if ("problem" in read) return read;
    const { stamp, image } = read.value;
    const digest = digestOf(image.data);
    return { value: { stamp, format: image.encoding, digest, encoded: () => rawImage(image) } };
  }
  const read = understand(compressed, message);
  if ("problem" in read) return read;
  const { bytes, ...taken } = read.value;
  return { value: { ...taken, digest: digestOf(bytes), encoded: async () => bytes } };
}

const digestOf = (data: Uint8Array | string): string =>
  createHash("sha1").update(data).digest("base64");
