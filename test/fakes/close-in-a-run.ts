// A program: closes a session while its thread is in the middle of runs, and prints how the last ended.
import { setTimeout as wait } from "node:timers/promises";
import { readCocoFile } from "../../perception/coco/coco-file.ts";
import { modelsFolder } from "../../perception/embedded/models.ts";
import { OnnxSession } from "../../perception/embedded/onnx-session.ts";

const { size } = readCocoFile();
const session = new OnnxSession(`${modelsFolder()}/coco-detector.onnx`);
const data = new Float32Array(3 * size * size);
const image = { type: "float32", data, dims: [1, 3, size, size] } as const;
await session.run({ image });
const runs = Array.from({ length: 20 }, () =>
  session.run({ image }).then(
    () => "answered",
    (error) => error.code,
  ),
);
await wait(50);
await session.close();
console.log((await Promise.all(runs)).at(-1));
