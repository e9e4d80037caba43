import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import Table from "cli-table3";
import sharp from "sharp";
import { detectIn, nameOf } from "../../perception/embedded/embedded-detector.ts";
import { embeddedVision } from "../../perception/embedded/embedded-vision.ts";
import { lookAt } from "../../perception/embedded/eyes.ts";
import {
  type EyesFile,
  modelsFolder,
  readDetectorFile,
  readEyesFile,
} from "../../perception/embedded/models.ts";
import { OnnxSession } from "../../perception/embedded/onnx-session.ts";
import { photoFrom } from "../../perception/images/photo-file.ts";
import { packageFile } from "../../perception/package-file.ts";
import { writeQuestionList } from "../../sim/training/question-list.ts";
import { renderTrainingSet } from "../../sim/training/training-set.ts";
import { measureDetector } from "./measure-detector.ts";
import { measureEyes } from "./measure-eyes.ts";
import { measureTime } from "./measure-time.ts";
import { type BenchShards, readShards } from "./shards.ts";
import { type Share, shareOf, Tally } from "./share.ts";

const help = `npm run bench:models -- [--shards FOLDER] [--photos FOLDER] [--models FOLDER] [--json FILE] [--questions]
  --shards     surfaces to measure on (default: rendered/test, seeds 1001 to 1024, rendered where missing), as \`tactful dataset render\` writes them (seeds that trained nothing)
  --photos     real photographs that must come out unknown (default: ../shared/data/messysurfaces-sample)
  --models     folder of the models (default: the shipped ones)
  --json       where to write all figures ("-": print them instead of the table)
  --questions  print the figures of every question too`;

const { values } = parseArgs({
  options: {
    shards: { type: "string" },
    photos: { type: "string", default: "../shared/data/messysurfaces-sample" },
    models: { type: "string", default: modelsFolder() },
    json: { type: "string" },
    questions: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help) {
  console.error(help);
  process.exit(0);
}

const folder = values.models;
const file = readEyesFile(folder);
const eyes = new OnnxSession(join(folder, "eyes.onnx"));
const detectorFile = readDetectorFile(folder);
const detector = new OnnxSession(join(folder, "detector.onnx"));
const measuredOn = values.shards ?? (await testShards());
const shards = readShards(measuredOn);

const figures = {
  shards: measuredOn,
  surfaces: shards.surfaces,
  views: shards.views.length,
  megabytes: megabytesOf(folder),
  eyes: await measureEyes(eyes, file, shards),
  detector: await measureDetector(
    (picture) => detectIn(detector, detectorFile, picture),
    async (crop, label) => {
      const { kind, kindShare } = await lookAt(eyes, file, crop, []);
      return nameOf(label, kind, kindShare);
    },
    shards,
  ),
  realPhotos: await measurePhotos(values.photos, someQuestions(shards)),
  realPhotosInSize: await measurePhotos(values.photos, someQuestions(shards), file.photo),
  times: await measureTime(
    folder,
    eyes,
    file,
    shards.views[0]!.picture,
    someQuestions(shards),
    200,
  ),
};
await Promise.all([eyes.close(), detector.close()]);

if (values.json && values.json !== "-") {
  writeFileSync(values.json, `${JSON.stringify(figures, null, 1)}\n`);
}
if (values.json === "-") console.log(JSON.stringify(figures, null, 1));
else print();

function print(): void {
  const { eyes, detector, realPhotos, realPhotosInSize, times } = figures;
  const table = new Table({ head: ["what", "goal", "share", "95 % interval", "n"] });
  const [asked, , , , heldOut] = eyes.wordings;
  const row = (what: string, goal: string, share: Share) =>
    table.push([what, goal, ...cells(share)]);
  row("right where the view shows it", ">= 0.93", eyes.shown);
  row("unknown where it does not", ">= 0.90", eyes.hidden);
  row("unknown: another kind's question", ">= 0.90", eyes.otherKinds);
  row("unknown: nonsense", ">= 0.90", eyes.nonsense);
  row("unknown: blank picture", ">= 0.90", eyes.blank);
  row("unknown: swapped picture", ">= 0.90", eyes.swapped);
  row("unknown: real photographs", "1.00", realPhotos);
  row("unknown: the same, in the size they know", "", realPhotosInSize);
  row(
    "held-out wording, right where shown",
    `>= ${((asked!.share ?? 0) - 0.03).toFixed(3)}`,
    heldOut!,
  );
  row("held-out wording, unknown where not", "", eyes.heldOutHidden);
  row("says the opposite of what shows", "", eyes.opposite);
  row("taken for a strange picture", "", eyes.strange);
  row("unseen kinds: unknown", ">= 0.85", eyes.unseenUnknown);
  row("unseen kinds: named as no kind", "", eyes.unseenNamed);
  row("colour, material, size", "", eyes.facts);
  row("names the kind", "", eyes.kind);
  row("names the kind in the caption", ">= 0.95", eyes.captionNames);
  row("names the kind on the scene photo", "", eyes.kindOnScene);
  row("caption word for word", "", eyes.caption);
  row("detector: found at IoU 0.5", ">= 0.90", detector.recall);
  row("detector: unseen kinds found", ">= 0.70", detector.recallUnseen);
  row("detector: what else stands about, found", "", detector.recallProps);
  row("detector: found, named by the eyes", "", detector.recallNamedByEyes);
  row("detector: boxes that are a thing", ">= 0.90", detector.precision);
  console.log(`${figures.surfaces} surfaces, ${figures.views} views of ${figures.shards}`);
  console.log(table.toString());
  const error = eyes.calibrationError?.toFixed(3) ?? "unknown";
  console.log(`expected calibration error ${error} (goal <= 0.05), ten bins`);
  const ms = (value: number) => `${value.toFixed(2)} ms`;
  console.log(
    `one answer ${ms(times.oneAnswerMs)} (bare session.run ${ms(times.bareOneMs)}), three of one ` +
      `picture ${ms(times.threeAnswersMs)} (bare ${ms(times.bareThreeMs)}), medians of ${times.n}; ` +
      `models ${figures.megabytes.toFixed(2)} MB`,
  );
  for (const [kind, share] of Object.entries(detector.recallByKind)) {
    console.log(`  found ${kind}: ${cells(share).join("  ")}`);
  }
  if (!values.questions) return;
  const questions = new Table({
    head: ["question", "right where shown", "n", "unknown where not", "n"],
  });
  for (const [name, { shown, hidden }] of Object.entries(eyes.byQuestion)) {
    questions.push([name, cells(shown)[0]!, shown.n, cells(hidden)[0]!, hidden.n]);
  }
  console.log(questions.toString());
}

function cells({ share, interval, n }: Share): [string, string, string] {
  const digits = (value: number) => value.toFixed(3);
  return [share === undefined ? "-" : digits(share), interval.map(digits).join(" .. "), String(n)];
}

function someQuestions({ questions }: BenchShards): string[] {
  return Object.values(questions).flatMap((list) => list.map(({ ask }) => ask));
}

function megabytesOf(models: string): number {
  const sizes = readdirSync(models).filter((name) => /^(eyes|detector)\.(onnx|json)$/.test(name));
  return sizes.reduce((sum, name) => sum + statSync(join(models, name)).size, 0) / 1e6;
}

/**
 * Every question of every kind, to the middle of every photo: all should be unknown. With a size, the
 * photos are first cut and scaled to it.
 */
async function measurePhotos(
  photos: string,
  texts: readonly string[],
  size?: EyesFile["photo"],
): Promise<Share> {
  if (!existsSync(photos)) return shareOf(0, 0);
  const vision = embeddedVision(folder);
  const object = { id: "thing", label: "thing", box: { x: 0, y: 0, width: 1, height: 1 } };
  const tally = new Tally();
  for (const name of readdirSync(photos).filter((name) => /\.(jpe?g|png)$/i.test(name))) {
    const whole = sharp(join(photos, name)).rotate();
    const bytes = await (size ? whole.resize(size.widthPx, size.heightPx) : whole).png().toBuffer();
    const photo = await photoFrom(bytes, { kind: "close-up", object, angle: "front" });
    const questions = texts.map((text) => ({ object, text, because: "it must be unknown" }));
    for (const { yes, no, unknown } of await vision.answer(photo, questions)) {
      tally.add(unknown >= Math.max(yes, no));
    }
  }
  await vision.close();
  return tally.share;
}

/** Test surfaces with two close-ups of each object, rendered once: a few minutes. */
async function testShards(): Promise<string> {
  const out = packageFile("rendered/test");
  await renderTrainingSet({ firstSeed: 1001, count: 24, out, threads: 2, closeUps: 2 });
  writeQuestionList(out);
  return out;
}
