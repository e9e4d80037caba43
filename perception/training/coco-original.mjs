// Runs the original graph in TensorFlow.js, beside whose packages `coco-detector.ts` puts this file:
// node coco-original.mjs <folder of nanodet.json> <inputs> <outputs>, both raw 32-bit floats.
import { readFileSync, writeFileSync } from "node:fs";
import "@tensorflow/tfjs-backend-cpu";
import { loadGraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";

const [, , folder, inputs, outputs] = process.argv;
const { modelTopology, signature, weightsManifest } = JSON.parse(
  readFileSync(`${folder}/nanodet.json`, "utf8"),
);
const [{ weights: weightSpecs, paths }] = weightsManifest;
const weightData = new Uint8Array(readFileSync(`${folder}/${paths[0]}`)).buffer;
const model = await loadGraphModel({
  load: async () => ({ modelTopology, signature, weightSpecs, weightData }),
});

const shapeOf = ({ tensorShape }) => tensorShape.dim.map(({ size }) => Number(size));
const shape = shapeOf(Object.values(signature.inputs)[0]);
const size = shape.reduce((product, n) => product * n);
const all = new Float32Array(new Uint8Array(readFileSync(inputs)).buffer);

// Scores of all grids, finest first, then distances: the order of the ONNX graph's outputs.
const named = Object.entries(signature.outputs)
  .map(([name, output]) => ({ name, shape: shapeOf(output) }))
  .sort((a, b) => b.shape[2] - a.shape[2] || b.shape[1] - a.shape[1]);
const results = [];
for (let at = 0; at < all.length; at += size) {
  const image = tf.tensor(all.slice(at, at + size), shape);
  const tensors = model.execute(
    image,
    named.map(({ name }) => name),
  );
  for (const tensor of tensors)
    results.push(Buffer.from(new Float32Array(tensor.dataSync()).buffer));
}
writeFileSync(outputs, Buffer.concat(results));
