import { parentPort, workerData } from "node:worker_threads";
import type { InferenceSession, Tensor } from "onnxruntime-node";
import { CLOSE } from "../model-thread.ts";
import type { OnnxReply, OnnxRequest, OnnxTensor } from "./onnx-session.ts";

type Loaded = { readonly session: InferenceSession; readonly TensorOf: typeof Tensor };

const say = (reply: OnnxReply, moved: ArrayBuffer[] = []) => parentPort!.postMessage(reply, moved);

/** Both are plain failures to the asker: the runtime cannot be loaded, or the model cannot. */
async function load(modelPath: string): Promise<Loaded | string> {
  try {
    const { InferenceSession, Tensor } = await import("onnxruntime-node");
    const session = await InferenceSession.create(modelPath, {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      graphOptimizationLevel: "all",
      logSeverityLevel: 3,
    });
    return { session, TensorOf: Tensor };
  } catch (cause) {
    return (cause instanceof Error ? cause.message : String(cause)).split("\n")[0]!;
  }
}

const loading = load((workerData.data as { modelPath: string }).modelPath);

parentPort!.on("message", async (asked: OnnxRequest | typeof CLOSE) => {
  if (asked === CLOSE) return parentPort!.close();
  const { id, inputs } = asked;
  const loaded = await loading;
  if (typeof loaded === "string") return say({ id, kind: "unavailable", why: loaded });
  try {
    const feeds = Object.entries(inputs).map(([name, { type, data, dims }]) => [
      name,
      new loaded.TensorOf(type, data, dims),
    ]);
    const results = await loaded.session.run(Object.fromEntries(feeds));
    const outputs: Record<string, OnnxTensor> = {};
    for (const [name, { type, data, dims }] of Object.entries(results)) {
      const copy = (data as Float32Array).slice();
      outputs[name] = { type, data: copy, dims } as OnnxTensor;
    }
    const moved = Object.values(outputs).map(({ data }) => data.buffer as ArrayBuffer);
    say({ id, kind: "outputs", outputs }, moved);
  } catch (cause) {
    say({ id, kind: "failed", why: cause instanceof Error ? cause.message : String(cause) });
  }
});
