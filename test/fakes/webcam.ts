import sharp from "sharp";
import { DIALECTS, type Dialect } from "../../perception/ros/dialect.ts";
import { randomFrom } from "../../sim/random.ts";
import { fakeBridge } from "./ros-bridge.ts";

const [WIDTH, HEIGHT] = [64, 48];
const TICK_MS = 4;
const STEP_MS = 30;

export type FakeWebcam = {
  readonly url: string;
  /** What is wrong with it; set at any time. */
  readonly faults: {
    dark?: boolean;
    /** It goes back to the first picture that was subscribed to, under new stamps. */
    hangs?: boolean;
    shakes?: boolean;
  };
  /** Brings it before another thing: every number is another picture. */
  show(what: number): void;
  close(): Promise<void>;
};

/** A camera node and nothing else on a rosbridge: no TF, no CameraInfo, no rosapi. */
export async function fakeWebcam(speaks: Dialect["name"] = "ros1"): Promise<FakeWebcam> {
  const dialect = DIALECTS[speaks];
  const bridge = await fakeBridge();
  const faults: FakeWebcam["faults"] = {};
  const pictures = new Map<number, Buffer>();
  for (let i = -1; i < 30; i++) pictures.set(i, await picture(i));
  let shown = 0;
  let nowMs = 1_000_000;
  let first: Buffer | undefined;
  bridge.onOp = (op) => {
    if (op.op === "subscribe") first = undefined;
    if (op.op !== "call_service") return;
    bridge.send({ op: "service_response", id: op.id, values: "no such service", result: false });
  };
  const timer = setInterval(() => {
    nowMs += STEP_MS;
    const at = faults.dark ? -1 : faults.shakes ? nowMs % 29 : shown;
    const noisy = Buffer.concat([pictures.get(at)!, Buffer.from(`frame ${nowMs}`)]);
    first ??= noisy;
    const stamp = { sec: Math.floor(nowMs / 1000), nanosec: (nowMs % 1000) * 1e6 };
    const header = dialect.header("webcam", stamp);
    bridge.publish("/image_raw/compressed", {
      header,
      format: "jpeg",
      data: faults.hangs ? first : noisy,
    });
  }, TICK_MS);
  return {
    url: bridge.url,
    faults,
    show: (what) => {
      shown = what % 29;
    },
    close: async () => {
      clearInterval(timer);
      await bridge.close();
    },
  };
}

async function picture(seed: number): Promise<Buffer> {
  const random = randomFrom(seed, "webcam");
  const blocks = Buffer.from(
    Array.from({ length: 16 * 12 * 3 }, () => (seed < 0 ? 2 : random.below(256))),
  );
  return sharp(blocks, { raw: { width: 16, height: 12, channels: 3 } })
    .resize(WIDTH, HEIGHT, { kernel: "nearest" })
    .jpeg({ quality: 90 })
    .toBuffer();
}
