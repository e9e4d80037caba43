import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { cocoDetector } from "../../perception/coco/coco-detector.ts";
import { photoFrom } from "../../perception/images/photo-file.ts";
import type { Named } from "../../perception/surface.ts";
import { sampleFolder, WHY_SKIPPED } from "../datasets/sample.ts";

const help = `npx tsx test/bench/coco.ts [--photos FOLDER]
  What the COCO detector finds on a folder of photographs, with its scores and the time a photo takes.
  --photos  JPEG or PNG files (default: the six photographs of a cup, where they are at hand)`;

const { values } = parseArgs({
  options: { photos: { type: "string" }, help: { type: "boolean", default: false } },
});
const folder = values.photos ?? sampleFolder;
if (values.help) console.log(help);
else if (folder === undefined) console.log(WHY_SKIPPED);
else await measure(folder);

async function measure(photos: string): Promise<void> {
  const detector = cocoDetector();
  const files = (await readdir(photos)).filter((it) => /\.(jpe?g|png)$/i.test(it)).sort();
  const times: number[] = [];
  let cups = 0;
  let named = 0;
  for (const file of files) {
    const photo = await photoFrom(await readFile(join(photos, file)), { kind: "scene" });
    const found = await detector.detect(photo);
    for (let i = 0; i < 5; i++) {
      const began = performance.now();
      await detector.detect(photo);
      times.push(performance.now() - began);
    }
    const isCup = ({ label }: Named) => label === "cup";
    if (found.some(isCup)) cups++;
    if (found.some((it) => isCup(it) || it.orElse?.some(isCup))) named++;
    const words = found.map(
      ({ label, score, orElse = [] }) =>
        `${label} ${score.toFixed(2)}${orElse.map((it) => ` or ${it.label} ${it.score.toFixed(2)}`).join("")}`,
    );
    console.log(`${file.padEnd(16)} ${words.join(", ") || "nothing"}`);
  }
  await detector.close();
  const median = times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;
  console.log(`called a cup first on ${cups} of ${files.length}, or else on ${named}`);
  console.log(
    `${median.toFixed(0)} ms a photo (median of ${times.length}), the model on one thread`,
  );
}
