import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { DETECTOR_SIZE } from "../../perception/embedded/detector-input.ts";
import { EYE_SIZE } from "../../perception/embedded/eye-input.ts";

const box = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });
const shardFile = z.object({
  scene: z.object({ widthPx: z.number() }),
  boxes: z.array(z.object({ kind: z.string(), box })),
  views: z.array(
    z.object({
      kind: z.string(),
      view: z.enum(["scene", "above", "side"]),
      answers: z.record(z.string(), z.enum(["yes", "no", "unknown"])),
      facts: z
        .object({ colour: z.string(), material: z.string(), size: z.string() })
        .exactOptional(),
      caption: z.string(),
    }),
  ),
});
const question = z.object({ ask: z.string(), wordings: z.array(z.string()) });
const questionFile = z.record(z.string(), z.array(question));
const factoidFile = z.array(
  question.extend({ about: z.enum(["colour", "material", "size"]), value: z.string() }),
);

type Shard = z.infer<typeof shardFile>;

/** One rendered picture of an object, EYE_SIZE x EYE_SIZE x 3 bytes, and what it shows. */
export type BenchView = Shard["views"][number] & { readonly picture: Uint8Array };

/** One scene photo in the detector's size and the boxes on it, in its pixels. */
export type BenchScene = {
  readonly picture: Uint8Array;
  readonly boxes: Shard["boxes"];
  /** What the eyes see of each box on the full photo, in order; absent where one is missing. */
  readonly crops?: readonly Uint8Array[];
};

export type BenchShards = {
  readonly surfaces: number;
  readonly views: readonly BenchView[];
  readonly scenes: readonly BenchScene[];
  /** By kind, those of unseen kinds excepted; `object` is asked nothing. */
  readonly questions: z.infer<typeof questionFile>;
  /** Questions that may be put to anything. */
  readonly factoids: z.infer<typeof factoidFile>;
};

/** Reads a folder of shards as sim/training/training-set.ts writes them. */
export function readShards(folder: string): BenchShards {
  const names = readdirSync(folder).filter((name) => /^\d+\.json$/.test(name));
  const views: BenchView[] = [];
  const scenes: BenchScene[] = [];
  const bytes = EYE_SIZE * EYE_SIZE * 3;
  for (const name of names.sort()) {
    const path = join(folder, name.slice(0, -".json".length));
    const shard = shardFile.parse(JSON.parse(readFileSync(`${path}.json`, "utf8")));
    const pictures = readFileSync(`${path}.bin`);
    shard.views.forEach((view, i) => {
      views.push({ ...view, picture: pictures.subarray(i * bytes, (i + 1) * bytes) });
    });
    const picture = readFileSync(`${path}.scene.bin`);
    if (picture.length !== DETECTOR_SIZE.width * DETECTOR_SIZE.height * 3) {
      throw new Error(`${path}.scene.bin is not ${DETECTOR_SIZE.width} x ${DETECTOR_SIZE.height}`);
    }
    const crops = shard.views.flatMap(({ view }, i) =>
      view === "scene" ? [pictures.subarray(i * bytes, (i + 1) * bytes)] : [],
    );
    const scale = DETECTOR_SIZE.width / shard.scene.widthPx;
    scenes.push({
      picture,
      ...(crops.length === shard.boxes.length ? { crops } : {}),
      boxes: shard.boxes.map(({ kind, box: { x, y, width, height } }) => ({
        kind,
        box: { x: x * scale, y: y * scale, width: width * scale, height: height * scale },
      })),
    });
  }
  const read = (name: string) => JSON.parse(readFileSync(join(folder, name), "utf8"));
  const questions = questionFile.parse(read("questions.json"));
  const factoids = factoidFile.parse(read("factoids.json"));
  return { surfaces: names.length, views, scenes, questions, factoids };
}
