import sharp from "sharp";
import type { Fault } from "./fault-plan.ts";
import { type ImageMessage, imageMessage } from "./image-message.ts";

type Frame = string | Uint8Array;

/**
 * What becomes of the camera's frames while something is wrong with it: none, the one, or others. It
 * remembers the first frame of an episode and the last one of all.
 */
export class BrokenCamera {
  readonly #topic: string;
  #before: ImageMessage | undefined;
  #held: Frame | undefined;
  #episode: Fault | undefined;

  constructor(topic: string) {
    this.#topic = topic;
  }

  /** What goes out instead of a frame, in order; a frame of anything but the camera goes as it is. */
  async pass(frame: Frame, fault: Fault | undefined): Promise<readonly Frame[]> {
    const image = imageMessage(frame, this.#topic);
    if (image === undefined) return [frame];
    if (fault !== this.#episode) {
      this.#episode = fault;
      this.#held = undefined;
    }
    // A frozen or stale camera shows what it saw before it broke.
    if (fault === undefined || this.#before === undefined) this.#before = image;
    return fault === undefined ? [frame] : this.#broken(frame, image, this.#before, fault);
  }

  async #broken(
    frame: Frame,
    image: ImageMessage,
    before: ImageMessage,
    fault: Fault,
  ): Promise<readonly Frame[]> {
    switch (fault.kind) {
      case "stale":
        return [before.with({})];
      case "frozen":
        return [before.with({ stamp: image.stamp })];
      case "black":
        return [image.with({ data: await black(image.data) })];
      case "blurred":
        return [image.with({ data: await blurred(image.data) })];
      case "truncated":
        return [image.with({ data: image.data.subarray(0, Math.floor(image.data.length * 0.6)) })];
      case "wrong-encoding":
        return [image.with({ format: "h264", data: Buffer.from("00000001674d001f", "hex") })];
      case "clocks-apart":
        return [image.with({ stamp: shifted(image.stamp, fault.offsetS) })];
      case "out-of-order": {
        const first = this.#held;
        this.#held = first === undefined ? frame : undefined;
        return first === undefined ? [] : [frame, first];
      }
      default:
        return [frame];
    }
  }
}

/** Seconds are called `secs` by ROS 1 and `sec` by ROS 2. */
const shifted = (stamp: ImageMessage["stamp"], seconds: number): ImageMessage["stamp"] =>
  Object.fromEntries(
    Object.entries(stamp).map(([name, value]) => [
      name,
      name === "secs" || name === "sec" ? Math.max(0, value + seconds) : value,
    ]),
  );

async function black(picture: Uint8Array): Promise<Buffer> {
  const { width = 8, height = 8 } = await sharp(picture).metadata();
  const create = { width, height, channels: 3, background: "#000" } as const;
  return sharp({ create }).jpeg().toBuffer();
}

async function blurred(picture: Uint8Array): Promise<Buffer> {
  const { width = 8 } = await sharp(picture).metadata();
  return sharp(picture)
    .blur(Math.max(1, width / 16))
    .jpeg()
    .toBuffer();
}
