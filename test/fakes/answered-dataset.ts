import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { DatasetObject } from "../../datasets/dataset-format.ts";
import type { Angle } from "../../perception/photo.ts";
import { drawnJpeg } from "./drawn-photos.ts";
import { newFolder } from "./new-folder.ts";

type Accepted = NonNullable<DatasetObject["accepted"]>;

const OPTIONS = [
  { state: "clean, dry and empty", action: "put it in the cupboard", verb: "store" },
  { state: "a drink that is still to be drunk", action: "leave it", verb: "leave" },
  { state: "cracked from rim to foot", action: "throw it away", verb: "discard" },
];

/** What is accepted of each object, unless the test says otherwise. */
const ACCEPTED: Readonly<Record<string, Accepted>> = {
  "desk/cup-1": [2],
  "desk/cup-2": "none",
  "kitchen/cup-1": [1, 2],
};

/**
 * Drawn photos of three cups on a desk and one in a kitchen. Of the desk's third nothing is accepted.
 * The photos are `<surface>/scene.jpg` and `<surface>/<object>_<angle>.jpg`.
 */
export async function answeredDataset({
  accepted = ACCEPTED,
  angles = ["top", "front"],
  options = OPTIONS,
}: {
  readonly accepted?: Readonly<Record<string, Accepted>>;
  readonly angles?: readonly Angle[];
  readonly options?: typeof OPTIONS;
} = {}): Promise<string> {
  const folder = join(newFolder(), "cups");
  let hue = 0;
  const draw = async (path: string) => {
    hue += 30;
    await writeFile(join(folder, path), await drawnJpeg(`hsl(${hue}, 80%, 40%)`));
    return path;
  };
  const surface = async (id: string, cups: number) => {
    await mkdir(join(folder, id), { recursive: true });
    const objects = [];
    for (let cup = 1; cup <= cups; cup++) {
      const right = accepted[`${id}/cup-${cup}`];
      const closeUps: Record<string, string> = {};
      for (const angle of angles) closeUps[angle] = await draw(`${id}/cup-${cup}_${angle}.jpg`);
      const box = { x: 80 * cup - 20, y: 90, width: 60, height: 60 };
      const object = { id: `cup-${cup}`, label: "cup", box, closeUps, options };
      objects.push({ ...object, ...(right && { accepted: right, votes: [1] }) });
    }
    const situation = { people: "present" };
    return { id, kind: id, situation, scene: await draw(`${id}/scene.jpg`), objects };
  };
  const surfaces = [await surface("desk", 3), await surface("kitchen", 1)];
  const about = { format: 1, name: "drawn cups", version: "1", licence: "CC0" };
  await writeFile(join(folder, "dataset.json"), JSON.stringify({ ...about, surfaces }));
  return folder;
}

/** Writes beside such a folder what is true of its cups. */
export async function tellTruth(folder: string): Promise<void> {
  const cup = { kind: "cup", state: "full", noneFits: false, unseen: false, untold: false };
  const surface = { seed: 1, attempt: 0 };
  const desk = [
    { ...cup, id: "cup-1" },
    { ...cup, id: "cup-2", noneFits: true },
  ];
  const kitchen = [{ ...cup, id: "cup-1", state: "dried", untold: true }];
  const truth = {
    format: 1,
    split: "validation",
    surfaces: [
      { ...surface, id: "desk", objects: desk },
      { ...surface, id: "kitchen", objects: kitchen },
    ],
  };
  await writeFile(`${folder}.truth.json`, JSON.stringify(truth));
}

/** Writes beside such a folder that its two surfaces are twins, which differ in the light. */
export async function tellTwins(folder: string): Promise<void> {
  const pair = { id: "look-01", kind: "look", change: "light", seed: 1, object: "cup" };
  const pairs = [{ ...pair, states: ["full", "full"], surfaces: ["desk", "kitchen"] }];
  await writeFile(`${folder}.truth.json`, JSON.stringify({ format: 1, split: "test", pairs }));
}
