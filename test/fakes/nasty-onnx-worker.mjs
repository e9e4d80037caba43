// Speaks as perception/embedded/onnx-worker.ts does; the first byte of `image` says how it behaves.
import { existsSync, unlinkSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";

const { marker } = workerData;
const twiceOf = (bytes) => Float32Array.from(bytes, (byte) => 2 * byte);

parentPort.on("message", (asked) => {
  if (asked === "close") return parentPort.close();
  const { id, inputs } = asked;
  const [behaviour] = inputs.image.data;
  if (behaviour === 1) throw new Error("nasty on purpose");
  if (behaviour === 2 && existsSync(marker)) {
    unlinkSync(marker);
    process.exit(9);
  }
  if (behaviour === 3) return; // never answers
  if (behaviour === 4) {
    parentPort.postMessage({
      id,
      kind: "unavailable",
      why: "Cannot find package 'onnxruntime-node'",
    });
    return;
  }
  const data = twiceOf(inputs.image.data);
  const outputs = { twice: { type: "float32", data, dims: [data.length] } };
  parentPort.postMessage({ id, kind: "outputs", outputs }, [data.buffer]);
});
