import { cp, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { beforeEach, describe, expect, test } from "vitest";
import { importPhotos } from "../../datasets/import-photos.ts";
import { loadDataset } from "../../datasets/load-dataset.ts";
import { drawnJpeg } from "../fakes/drawn-photos.ts";
import { newFolder } from "../fakes/new-folder.ts";
import { sampleFolder, WHY_SKIPPED } from "./sample.ts";

let home: string;
let from: string;
let to: string;
beforeEach(async () => {
  home = newFolder();
  from = join(home, "photos");
  to = join(home, "dataset");
  await mkdir(from);
});

const put = (name: string, content: string | Uint8Array) => writeFile(join(from, name), content);
const putAll = async (...names: string[]) => {
  const colours = ["red", "green", "blue", "brown", "black", "white", "pink"];
  for (const [i, name] of names.entries()) await put(name, await drawnJpeg(colours[i % 7]!));
};
const putNotes = (notes: unknown) => put("options.json", JSON.stringify(notes));

const MUG_OPTIONS = [
  { state: "clean and empty", action: "store it", verb: "store" },
  { state: "water inside", action: "dry and store it", verb: "clean" },
  { state: "a drink inside", action: "empty, rinse and store it", verb: "empty" },
  { state: "residue inside", action: "rinse it", verb: "clean" },
  { state: "dried-on residue", action: "wash it", verb: "clean" },
];

describe("a folder named as on the project page", () => {
  test("becomes a dataset of one object with its views and options", async () => {
    await putAll("mug_scene.jpg", "mug_top.jpg", "mug_front.JPG", "mug_left.jpeg");
    await putNotes({ objects: { mug: { options: MUG_OPTIONS, accepted: [3], votes: [3, 3, 4] } } });
    const { dataset, photos, remarks } = await importPhotos({ from, to });
    expect(dataset).toMatchObject({
      format: 1,
      name: "photos",
      surfaces: [
        {
          id: "mug",
          instruction: "Clean the surface.",
          scene: "photos/mug_scene.jpg",
          objects: [
            {
              id: "mug",
              label: "mug",
              closeUps: {
                top: "photos/mug_top.jpg",
                front: "photos/mug_front.jpg",
                left: "photos/mug_left.jpg",
              },
              options: MUG_OPTIONS,
              accepted: [3],
            },
          ],
        },
      ],
    });
    expect(photos).toBe(4);
    expect(remarks).toEqual([expect.stringContaining("mug has no box")]);
    expect((await loadDataset(to, { photos: "all" })).dataset).toEqual(dataset);
  });

  test("leaves metadata behind and turns photos upright", async () => {
    await put("cup_scene.jpg", await drawnJpeg("red", { metadata: true }));
    const lying = sharp(await drawnJpeg("blue")).withMetadata({ orientation: 6 });
    await put("cup_top.jpg", await lying.jpeg().toBuffer());
    await importPhotos({ from, to });
    for (const name of ["cup_scene.jpg", "cup_top.jpg"]) {
      const { exif, orientation, width } = await sharp(join(to, "photos", name)).metadata();
      expect([exif, orientation]).toEqual([undefined, undefined]);
      expect(width).toBe(name === "cup_top.jpg" ? 240 : 320);
    }
  });

  test("puts objects with the same scene picture on one surface", async () => {
    await putAll("cup_scene.jpg", "cup_top.jpg");
    await cp(join(from, "cup_scene.jpg"), join(from, "old_can_scene.jpg"));
    await putAll("x.jpg", "y.jpg", "old_can_top.jpg");
    const { dataset, remarks } = await importPhotos({ from, to });
    expect(dataset.surfaces.map(({ objects }) => objects.map(({ label }) => label))).toEqual([
      ["cup", "old can"],
    ]);
    expect(remarks).toContain("x.jpg is not named <object>_<view>.jpg and was passed over");
    expect(await readdir(join(to, "photos"))).toHaveLength(3);
  });

  test("gives a lone spare scene photo to the objects that have none of their own", async () => {
    await putAll("desk_scene.jpg", "cup_top.jpg", "can_top.jpg");
    const { dataset } = await importPhotos({ from, to });
    expect(dataset.surfaces).toMatchObject([
      { id: "desk", objects: [{ id: "can" }, { id: "cup" }] },
    ]);
  });

  test("takes label, box, situation and a shared scene from options.json", async () => {
    await putAll("a_scene.jpg", "b_scene.jpg", "c_top.jpg");
    await putNotes({
      surface: { kind: "desk", situation: { people: "away" } },
      objects: {
        c: { label: "can", scene: "b_scene.jpg", box: { x: 1, y: 2, width: 30, height: 40 } },
      },
    });
    const { dataset } = await importPhotos({ from, to });
    expect(dataset.surfaces).toMatchObject([
      { id: "a", objects: [{ id: "a" }] },
      {
        id: "b",
        kind: "desk",
        situation: { people: "away" },
        objects: [{ id: "c", label: "can", box: { x: 1, y: 2, width: 30, height: 40 } }],
      },
    ]);
  });
});

describe("a mistake gets one line that names it, and leaves nothing behind", () => {
  const mistakes: readonly [string, () => Promise<void>, RegExp][] = [
    ["no photos at all", () => put("readme.txt", "hello"), /no photos named/],
    [
      "a missing scene photo",
      () => putAll("cup_top.jpg"),
      /cup_scene\.jpg: the scene photo is missing/,
    ],
    [
      "a cut-off picture",
      async () => {
        await putAll("cup_scene.jpg");
        const whole = await drawnJpeg("red");
        await put("cup_top.jpg", whole.subarray(0, whole.length / 2));
      },
      /cup_top\.jpg: not a readable picture/,
    ],
    [
      "text that claims to be a picture",
      async () => {
        await putAll("cup_scene.jpg");
        await put("cup_top.jpg", "hello");
      },
      /cup_top\.jpg: not a readable picture/,
    ],
    ["an empty file", () => put("cup_scene.jpg", ""), /cup_scene\.jpg: not a readable picture/],
    [
      "an unreadable type",
      () => putAll("cup_scene.jpg", "cup_top.heic"),
      /cup_top\.heic: cannot be read as \.heic/,
    ],
    [
      "the same view twice",
      () => putAll("cup_scene.jpg", "cup_top.jpg", "cup_top.png"),
      /same view as cup_top\.jpg/,
    ],
    [
      "a speck",
      async () => put("cup_scene.jpg", await drawnJpeg("red", { width: 16, height: 16 })),
      /cup_scene\.jpg: is only 16 x 16 pixels/,
    ],
    [
      "a picture that claims a billion pixels",
      async () => {
        const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"/>';
        const png = await sharp(Buffer.from(svg)).png().toBuffer();
        png.writeUInt32BE(60_000, 16);
        png.writeUInt32BE(60_000, 20);
        await put("cup_scene.png", png);
      },
      /cup_scene\.png: not a readable picture/,
    ],
    [
      "a link that leads out",
      async () => {
        await writeFile(join(home, "secret.jpg"), await drawnJpeg("red"));
        await symlink(join(home, "secret.jpg"), join(from, "cup_scene.jpg"));
      },
      /cup_scene\.jpg: lies outside the folder/,
    ],
    [
      "a scene that climbs out",
      async () => {
        await putAll("cup_top.jpg");
        await putNotes({ objects: { cup: { scene: "../secret.jpg" } } });
      },
      /options\.json: objects\.cup\.scene: must be a relative path inside the folder/,
    ],
    [
      "a box outside the photo",
      async () => {
        await putAll("cup_scene.jpg");
        await putNotes({ objects: { cup: { box: { x: 300, y: 0, width: 50, height: 9 } } } });
      },
      /options\.json: objects\.cup\.box: reaches out of the photo \(320 x 240 pixels\)/,
    ],
    [
      "notes on an object without photos",
      async () => {
        await putAll("cup_scene.jpg");
        await putNotes({ objects: { constructor: {}, can: {} } });
      },
      /options\.json: objects\.\w+: there are no photos of it/,
    ],
    [
      "an accepted option that is not there",
      async () => {
        await putAll("cup_scene.jpg");
        await putNotes({ objects: { cup: { options: MUG_OPTIONS, accepted: [6] } } });
      },
      /options\.json: objects\.cup\.accepted\[0\]: there is no option 6/,
    ],
    [
      "an unknown verb",
      async () => {
        await putAll("cup_scene.jpg");
        await putNotes({
          objects: { cup: { options: [{ state: "a", action: "b", verb: "burn" }] } },
        });
      },
      /options\.json: objects\.cup\.options/,
    ],
    [
      "notes that are no JSON",
      async () => {
        await putAll("cup_scene.jpg");
        await put("options.json", "{ oh");
      },
      /options\.json: not JSON/,
    ],
  ];

  test.each(mistakes)("%s", async (_, make, says) => {
    await make();
    const before = await readdir(home);
    const error = await importPhotos({ from, to }).catch((e) => e);
    expect(error).toMatchObject({ code: "bad-input", message: expect.stringMatching(says) });
    expect(error.message).not.toContain("\n");
    expect(await readdir(home)).toEqual(before);
  });

  test("a place that is taken stays as it is", async () => {
    await putAll("cup_scene.jpg");
    await mkdir(to);
    await writeFile(join(to, "mine.txt"), "mine");
    await expect(importPhotos({ from, to })).rejects.toThrow(/exists already/);
    expect(await readdir(to)).toEqual(["mine.txt"]);
  });

  test("an abort leaves nothing", async () => {
    await putAll("cup_scene.jpg");
    const stopped = importPhotos({ from, to }, { signal: AbortSignal.abort() });
    await expect(stopped).rejects.toMatchObject({ code: "aborted" });
    expect(await readdir(home)).toEqual(["photos"]);
  });
});

test.skipIf(!sampleFolder)(
  `imports the sample's real cup (else skipped: ${WHY_SKIPPED})`,
  async () => {
    const { dataset, photos } = await importPhotos({ from: sampleFolder!, to });
    expect(photos).toBe(6);
    expect(dataset.surfaces).toMatchObject([{ id: "cup", objects: [{ id: "cup", label: "cup" }] }]);
    expect(Object.keys(dataset.surfaces[0]!.objects[0]!.closeUps).sort()).toEqual([
      "back",
      "front",
      "left",
      "right",
      "top",
    ]);
    const original = await readFile(join(sampleFolder!, "cup_top.jpg"));
    const imported = await readFile(join(to, "photos/cup_top.jpg"));
    expect(imported.length).toBeGreaterThan(original.length / 4);
  },
);
