import { chmod, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import sharp from "sharp";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { importPhotos } from "../../datasets/import-photos.ts";
import { loadDataset } from "../../datasets/load-dataset.ts";
import { remarkLine } from "../../datasets/remark.ts";
import { validateDataset } from "../../datasets/validate-dataset.ts";
import { tactful } from "../fakes/command-line.ts";
import { drawnJpeg } from "../fakes/drawn-photos.ts";
import { newFolder } from "../fakes/new-folder.ts";

let folder: string;
let pictures: readonly Buffer[];
beforeAll(async () => {
  pictures = await Promise.all(["red", "blue", "pink", "gold"].map((it) => drawnJpeg(it)));
});
beforeEach(async () => {
  folder = newFolder();
  await mkdir(join(folder, "photos"));
  await put("photos/scene.jpg", pictures[0]!);
  await put("photos/top.jpg", pictures[1]!);
});

const put = (name: string, content: string | Uint8Array) => writeFile(join(folder, name), content);
const options = [
  { state: "full", action: "pour it out", verb: "empty" },
  { state: "clean", action: "put it away", verb: "store" },
];
const box = { x: 1, y: 2, width: 30, height: 40 };
const closeUps = Object.fromEntries(
  ["front", "back", "left", "right", "top"].map((it) => [it, `photos/${it}.jpg`]),
);
const cup = { id: "cup", label: "cup", box, options, accepted: [1], votes: [1, 1, 2] };
type Json = Record<string, unknown>;
const dataset = (objects: unknown[], more: Json = {}, surface: Json = {}): Json => ({
  format: 1,
  name: "mine",
  version: "1",
  licence: "mine",
  surfaces: [{ id: "desk", scene: "photos/scene.jpg", objects, ...surface }],
  ...more,
});
const lines = async (content: unknown) => {
  await put("dataset.json", typeof content === "string" ? content : JSON.stringify(content));
  return (await validateDataset(folder)).map(remarkLine);
};
const serious = async (content: unknown) =>
  (await lines(content)).filter((line) => !line.startsWith("note"));

test("finds nothing in a whole dataset", async () => {
  for (const [i, angle] of ["front", "back", "left", "right"].entries())
    await put(`photos/${angle}.jpg`, await drawnJpeg("black", { width: 320 + i }));
  expect(await lines(dataset([{ ...cup, closeUps }]))).toEqual([]);
});

test("names every fault at once, each with its place and whose it is", async () => {
  const broken = dataset(
    [
      { ...cup, closeUps: { top: "photos/no.jpg", side: "photos/top.jpg" }, colour: 1 },
      {
        ...cup,
        label: "",
        closeUps: { top: "../top.jpg" },
        box: { ...box, width: 400 },
        options: [{ ...options[0], verb: "destroy" }, options[1]],
        accepted: [3],
        votes: [1, 7, "nobody"],
      },
    ],
    { format: 2, licence: undefined },
    { situation: { people: "many" } },
  );
  expect(await serious(broken)).toMatchInlineSnapshot(`
    [
      "fault   dataset.json: format: Invalid input: expected 1 (found 2)",
      "fault   dataset.json: licence: is missing",
      "fault   dataset.json: surfaces[0].situation.people (desk): Invalid option: expected one of "away"|"present" (found "many")",
      "fault   dataset.json: surfaces[0].objects[0].closeUps (desk/cup): Unrecognized key: "side"",
      "fault   dataset.json: surfaces[0].objects[0] (desk/cup): Unrecognized key: "colour"",
      "fault   dataset.json: surfaces[0].objects[1].label (desk/cup): Too small: expected string to have >=1 characters (found "")",
      "fault   dataset.json: surfaces[0].objects[1].options[0].verb (desk/cup): Invalid option: expected one of "leave"|"relocate"|"store"|"clean"|"empty"|"recycle"|"discard"|"ask" (found "destroy")",
      "fault   dataset.json: surfaces[0].objects[1].votes[2] (desk/cup): must be an option's number, or "none" (found "nobody")",
      "fault   dataset.json: surfaces[0].objects[1].closeUps.top (desk/cup): must be a relative path inside the folder, with forward slashes (found "../top.jpg")",
      "fault   dataset.json: surfaces[0].objects[1].id (desk/cup): "cup" is there twice",
      "fault   dataset.json: surfaces[0].objects[1].accepted[0] (desk/cup): there is no option 3 (of 2)",
      "fault   dataset.json: surfaces[0].objects[0].closeUps.top (desk/cup): photos/no.jpg: there is no such file",
      "fault   dataset.json: surfaces[0].objects[1].box (desk/cup): reaches out of the scene photo (320 x 240 pixels); boxes are x, y, width, height in pixels from the top left corner",
    ]
  `);
});

describe("a photo is looked at in full", () => {
  const png = (width: number, height: number) => {
    const bytes = Buffer.from(
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
      "base64",
    );
    bytes.writeUInt32BE(width, 16);
    bytes.writeUInt32BE(height, 20);
    return bytes;
  };
  const withGps = async () =>
    sharp(pictures[2])
      .withExif({ IFD3: { GPSLatitudeRef: "N", GPSLatitude: "52/1 31/1 0/1" } })
      .jpeg()
      .toBuffer();
  const top = "photos/top.jpg";
  const instead = async (make: (file: string) => Promise<unknown>) => {
    await rm(join(folder, top));
    await make(join(folder, top));
  };
  test.each<[string, () => Promise<unknown>, string[]]>([
    ["cut off", () => put(top, pictures[1]!.subarray(0, 1500)), ["fault", "is cut off or damaged"]],
    ["empty", () => put(top, ""), ["fault", "is empty"]],
    ["text", () => put(top, "hello"), ["fault", "is no picture"]],
    [
      "absurd by its header",
      () => put(top, png(100_000, 100_000)),
      ["fault", "claims 100000 x 100000 pixels"],
    ],
    [
      "a speck",
      async () => put(top, await drawnJpeg("red", { width: 16, height: 16 })),
      ["fault", "is only 16 x 16 pixels"],
    ],
    [
      "absurd in bytes",
      () => put(top, Buffer.alloc(60_000_001)),
      ["fault", "is larger than 60 MB"],
    ],
    [
      "of another type",
      async () => put(top, await sharp(pictures[1]).gif().toBuffer()),
      ["fault", "is gif; save it as JPEG"],
    ],
    [
      "of another type than its ending",
      async () => put(top, await sharp(pictures[1]).png().toBuffer()),
      ["warning", "is png, whatever its ending says"],
    ],
    ["a folder", () => instead((file) => mkdir(file)), ["fault", "is not a file"]],
    [
      "a link that leads out",
      () => instead((file) => symlink("/etc/hostname", file)),
      ["fault", "lies outside the folder"],
    ],
    [
      "under another name",
      () => instead(() => put("photos/Top.JPG", pictures[1]!)),
      ["fault", "there is photos/Top.JPG"],
    ],
    [
      "telling its place",
      async () => put(top, await withGps()),
      ["fault", "tells where on earth it was taken (GPS)"],
    ],
    [
      "with metadata",
      async () => put(top, await drawnJpeg("pink", { metadata: true })),
      ["warning", "carries metadata (EXIF)"],
    ],
    [
      "with more behind it",
      () => put(top, Buffer.concat([pictures[1]!, Buffer.from("film")])),
      ["warning", "data after the picture's end"],
    ],
    [
      "the scene again",
      () => put(top, pictures[0]!),
      ["warning", "same picture as another view of it (photos/scene.jpg)"],
    ],
  ])("%s", async (_, make, [level, what]) => {
    await make();
    const found = await serious(dataset([{ ...cup, closeUps: { top } }]));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(what);
    expect(found[0]).toMatch(
      new RegExp(`^${level}\\s+dataset.json: .*closeUps.top \\(desk/cup\\)`),
    );
  });
});

describe("what can be read but makes no sense", () => {
  test.each<[string, unknown, RegExp]>([
    [
      "an answer against the votes",
      dataset([{ ...cup, accepted: [2], closeUps }]),
      /^warning .*accepted \(desk\/cup\): is 2; most chose 1$/,
    ],
    [
      "votes without an answer",
      dataset([{ ...cup, accepted: undefined, closeUps }]),
      /^warning .*most chose 1\) but nothing accepted/,
    ],
    [
      "options that are all the same",
      dataset([{ ...cup, options: [options[0], options[0]], closeUps }]),
      /^fault .*options\[0\].*all options are the same/,
    ],
    [
      "an option twice",
      dataset([{ ...cup, options: [...options, options[0]], closeUps }]),
      /^warning .*options\[2\].*says the same as option 1/,
    ],
    [
      "one action for all",
      dataset([
        { ...cup, options: options.map((it) => ({ ...it, action: "a", verb: "ask" })), closeUps },
      ]),
      /^warning .*the action is the same/,
    ],
    [
      "names alike",
      dataset([
        { ...cup, closeUps },
        { ...cup, id: "Cup", closeUps },
      ]),
      /^warning .*"Cup" and "cup" differ in capitals/,
    ],
    [
      "letters that cannot be seen",
      dataset([{ ...cup, label: "c\u202eup", closeUps }]),
      /^warning .*label .*cannot be seen/,
    ],
    [
      "accents apart",
      dataset([{ ...cup, label: "cafe\u0301", closeUps }]),
      /^warning .*not Unicode NFC/,
    ],
    ["a surface without objects", dataset([]), /^warning .*surfaces\[0\] \(desk\): has no objects/],
    ["no surfaces", dataset([], { surfaces: [] }), /^fault .*surfaces: Too small/],
    ["a list for a dataset", [], /^fault {3}dataset.json: Invalid input: expected object/],
  ])("%s", async (_, content, says) => {
    for (const angle of ["front", "back", "left", "right"])
      await put(`photos/${angle}.jpg`, pictures[2]!);
    const found = await serious(content);
    expect(found.filter((line) => says.test(line))).toHaveLength(1);
  });

  test("is said in notes where it only limits the use", async () => {
    await put("photos/extra.jpg", pictures[2]!);
    await put("photos/EXTRA.jpg", pictures[2]!);
    expect(await lines(dataset([{ id: "cup", label: "cup", closeUps: {} }]))).toEqual([
      "warning photos/extra.jpg: differs from photos/EXTRA.jpg in capitals or accents alone; on many systems one replaces the other; rename one",
      "note    dataset.json: surfaces[0].objects[0] (desk/cup): has no options: the reasoner will propose what it may be like",
      "note    dataset.json: surfaces[0].objects[0] (desk/cup): has no box: a detector is asked, else the whole scene photo is shown",
      "note    dataset.json: surfaces[0].objects[0] (desk/cup): has no close-up from front, back, left, right, top",
      "note    photos/EXTRA.jpg: nothing in dataset.json names it",
      "note    photos/extra.jpg: nothing in dataset.json names it",
      "note    photos/top.jpg: nothing in dataset.json names it",
    ]);
  });
});

describe("a dataset.json that cannot be read", () => {
  test.each<[string, string, string]>([
    [
      "says where",
      '{\n  "format": 1,,\n}',
      'line 2, column 15: not JSON: a name in double quotes expected, but found ","',
    ],
    ["knows no NaN", '{ "x": NaN }', 'line 1, column 8: not JSON: a value expected, but found "N"'],
    [
      "tells of names that are there twice",
      '{ "format": 1, "format": 1 }',
      'line 1, column 16: "format" is there twice in one object',
    ],
  ])("%s", async (_, text, says) => {
    expect((await lines(text))[0]).toBe(`fault   dataset.json: ${says}`);
  });

  test("is a fault when it is missing, binary, or lies elsewhere", async () => {
    const [missing] = await validateDataset(folder);
    expect(missing).toMatchObject({ level: "fault", what: "there is no such file" });
    await put("dataset.json", Buffer.from([0xff, 0xff, 0xff]));
    expect((await validateDataset(folder))[0]).toMatchObject({ what: "is not UTF-8 text" });
    await rm(join(folder, "dataset.json"));
    await symlink("/etc/hostname", join(folder, "dataset.json"));
    expect((await validateDataset(folder))[0]).toMatchObject({ what: "lies outside the folder" });
  });

  test.skipIf(process.getuid?.() === 0)(
    "and a folder that cannot be listed are named (skipped for root, who may read everything)",
    async () => {
      await chmod(join(folder, "photos"), 0);
      const found = await serious(dataset([{ ...cup, closeUps: {} }]));
      await chmod(join(folder, "photos"), 0o755);
      expect(found.join("\n")).toMatch(/cannot be listed: EACCES.*scene\.jpg: cannot be read/s);
    },
  );
});

test("whatever has no fault can be loaded, and what an import makes has none", async () => {
  const number = fc.integer({ min: 0, max: 3 });
  const object = fc.record(
    {
      id: fc.constantFrom("cup", "can", "Cup", "", "a/b"),
      label: fc.constantFrom("cup", " ", "x".repeat(600)),
      closeUps: fc.constantFrom({}, { top: "photos/top.jpg" }, { top: "../x.jpg" }, []),
      box: fc.constantFrom(box, { ...box, x: 320 }, { ...box, x: -1 }, null),
      options: fc.constantFrom(options, [], options.slice(1), [...options, ...options]),
      accepted: fc.oneof(fc.array(number), fc.constantFrom("none", 1)),
      votes: fc.array(fc.oneof(number, fc.constant("none"))),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(object, { maxLength: 3 }), async (objects) => {
      await put("dataset.json", JSON.stringify(dataset(objects)));
      const faults = (await validateDataset(folder)).filter(({ level }) => level === "fault");
      const loaded = await loadDataset(folder, { photos: "all" }).catch(() => undefined);
      if (faults.length === 0) expect(loaded).toBeDefined();
    }),
    { numRuns: 150 },
  );
  await put("photos/cup_scene.jpg", await drawnJpeg("red", { metadata: true }));
  await importPhotos({ from: join(folder, "photos"), to: join(folder, "imported") });
  const remarks = await validateDataset(join(folder, "imported"));
  expect(remarks.filter(({ level }) => level !== "note")).toEqual([]);
});

test("a thousand objects and their photos are looked at", async () => {
  const objects = Array.from({ length: 1000 }, (_, i) => ({
    ...cup,
    id: `cup${i}`,
    closeUps: i === 999 ? { top: "photos/no.jpg" } : { top: "photos/top.jpg" },
  }));
  expect(await serious(dataset(objects))).toEqual([
    expect.stringContaining("surfaces[0].objects[999].closeUps.top (desk/cup999): photos/no.jpg"),
  ]);
});

test("on the command line it ends with 2 for a fault, 0 for none, and nothing steers the terminal", async () => {
  const named = { id: "cup", label: "c\u001b[2Jup", closeUps: { top: "photos/\u001b[2J.jpg" } };
  await put("dataset.json", JSON.stringify(dataset([named])));
  const bad = await tactful("dataset", "validate", folder);
  expect(bad.code).toBe(2);
  expect(bad.stdout).toMatch(/1 fault, 2 warnings, 4 notes\n$/);
  expect(bad.stdout).not.toContain("\u001b");
  await put("dataset.json", JSON.stringify(dataset([{ ...cup, closeUps: {} }])));
  const good = await tactful("dataset", "validate", folder, "--json");
  expect(good.code).toBe(0);
  expect(JSON.parse(good.stdout)).toMatchObject({ faults: 0, warnings: 0, notes: 2 });
}, 60_000);
