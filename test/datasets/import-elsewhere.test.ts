import { rmSync } from "node:fs";
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import sharp from "sharp";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ImportOptions, importPhotos } from "../../datasets/import-photos.ts";
import { loadDataset } from "../../datasets/load-dataset.ts";
import { drawnJpeg } from "../fakes/drawn-photos.ts";
import { newFolder } from "../fakes/new-folder.ts";
import { type ZipEntry, zipOf } from "../fakes/zip-file.ts";

let home: string;
let from: string;
let to: string;
let pictures: Record<"red" | "blue" | "pink" | "gold", Buffer>;
beforeAll(async () => {
  const [red, blue, pink, gold] = await Promise.all(
    ["red", "blue", "pink", "gold"].map((colour) => drawnJpeg(colour)),
  );
  pictures = { red: red!, blue: blue!, pink: pink!, gold: gold! };
});
beforeEach(async () => {
  home = newFolder();
  from = join(home, "photos");
  to = join(home, "dataset");
  await mkdir(from);
});

const put = async (name: string, content: string | Uint8Array, under = from) => {
  await mkdir(dirname(join(under, name)), { recursive: true });
  await writeFile(join(under, name), content);
  return join(under, name);
};
const importing = (more: Partial<ImportOptions> = {}) => importPhotos({ from, to, ...more });
const refused = async (more: Partial<ImportOptions> = {}) => {
  const before = await readdir(home);
  const error = await importing(more).catch((e) => e);
  expect(error).toMatchObject({ code: "bad-input" });
  expect(error.message).not.toContain("\n");
  expect(await readdir(home)).toEqual(before);
  return error.message;
};
const objectsOf = ({ dataset }: Awaited<ReturnType<typeof importing>>) =>
  dataset.surfaces.flatMap((surface) => surface.objects);

describe("one folder for each surface", () => {
  test("names the surface, and may hold notes of its own", async () => {
    await put("desk/cup_scene.jpg", pictures.red);
    await put("desk/cup_top.jpg", pictures.blue);
    await put("desk/options.json", `{ "surface": { "kind": "desk" } }`);
    await put("old table (2)/cup_scene.jpg", pictures.pink);
    await put("old table (2)/can_scene.jpg", pictures.gold);
    await put("options.json", `{ "name": "home", "surface": { "instruction": "Tidy up." } }`);
    const { dataset } = await importing();
    expect(dataset).toMatchObject({
      name: "home",
      surfaces: [
        { id: "desk", kind: "desk", scene: "photos/desk/cup_scene.jpg", objects: [{ id: "cup" }] },
        { id: "old table -2--can", instruction: "Tidy up.", objects: [{ id: "can" }] },
        { id: "old table -2--cup", objects: [{ id: "cup" }] },
      ],
    });
    expect((await loadDataset(to, { photos: "all" })).dataset).toEqual(dataset);
  });

  test("is told of under surfaces, by its folder", async () => {
    await put("desk/cup_scene.jpg", pictures.red);
    const notes = { surfaces: { desk: { objects: { cup: { label: "my cup" } } } } };
    const file = await put("notes.json", JSON.stringify(notes), home);
    expect(objectsOf(await importing({ options: [file] }))).toMatchObject([{ label: "my cup" }]);
  });

  test("that is told of but not there is named", async () => {
    await put("desk/cup_scene.jpg", pictures.red);
    await put("options.json", `{ "surfaces": { "desc": { "objects": { "cup": {} } } } }`);
    expect(await refused()).toMatch(/options\.json: surfaces\.desc\.objects\.cup: there are no/);
  });
});

describe("tables of options and votes", () => {
  const OPTIONS = [
    "object,option,state,action,verb,reversibility",
    'cup,2,"a drink, warm",empty it,empty,',
    'cup,1,"clean,\nor ""nearly"" so",store it,store,costly',
    "cup,3,broken,throw it away,Discard,",
    "",
  ].join("\r\n");
  const VOTES =
    "\uFEFFsurface;object;annotator;choice;comment\ncup;cup;ann;2;'=1+1\ncup;cup;ben;3;\n";
  const votes = (...choices: (number | string)[]) =>
    `object,annotator,choice\n${choices.map((it, i) => `cup,a${i},${it}`).join("\n")}`;
  beforeEach(() => put("cup_scene.jpg", pictures.red));

  test("may be CSV with quotes, line breaks, semicolons, and a byte order mark; a tie accepts both", async () => {
    const options = [await put("o.csv", OPTIONS, home), await put("v.csv", VOTES, home)];
    const imported = await importing({ options });
    expect(objectsOf(imported)).toMatchObject([
      {
        options: [
          { state: 'clean,\nor "nearly" so', verb: "store", reversibility: "costly" },
          { state: "a drink, warm", action: "empty it", verb: "empty" },
          { state: "broken", verb: "discard" },
        ],
        votes: [2, 3],
        accepted: [2, 3],
      },
    ]);
    expect(imported.remarks).toContain("1 comments stay in the votes' files; read them there");
  });

  test("may be UTF-16, tabs, or JSON rows", async () => {
    const wide = Buffer.from(`\uFEFF${OPTIONS.replaceAll(/,(?=[a-z\d]*[,\r])/g, ",")}`, "utf16le");
    const rows = [{ object: "cup", annotator: "ann", choice: 2 }];
    const options = [
      await put("o.csv", wide, home),
      await put("v.json", JSON.stringify(rows), home),
      await put("v.tsv", "object\tannotator\tchoice\ncup\tben\t2", home),
    ];
    expect(objectsOf(await importing({ options }))).toMatchObject([
      { votes: [2, 2], accepted: [2] },
    ]);
  });

  test("drop an object for which most say that none fits, and say so, or keep it with none", async () => {
    await put("can_scene.jpg", pictures.gold);
    const options = [
      await put("o.csv", OPTIONS, home),
      await put("v.csv", votes("none", "none", 1), home),
    ];
    const { dataset, remarks } = await importing({ options });
    expect(dataset.surfaces.map(({ id }) => id)).toEqual(["can"]);
    expect(remarks).toContain("cup: dropped, for 2 of 3 say that no option fits");
    const kept = await importing({ options, keepNone: true, to: join(home, "kept") });
    expect(objectsOf(kept)).toMatchObject([{ id: "can" }, { id: "cup", accepted: "none" }]);
  });

  test("put votes into a dataset that is there, and lose nothing else of it", async () => {
    const first = await importing({ options: [await put("o.csv", OPTIONS, home)] });
    const file = await put("v.csv", VOTES, home);
    const voted = join(home, "voted");
    const { dataset } = await importPhotos({ from: to, to: voted, options: [file] });
    const [object] = objectsOf(first);
    expect(dataset).toEqual({
      ...first.dataset,
      surfaces: [
        { ...first.dataset.surfaces[0], objects: [{ ...object, votes: [2, 3], accepted: [2, 3] }] },
      ],
    });
    const photo = join("photos", "cup_scene.jpg");
    expect(await readFile(join(voted, photo))).toEqual(await readFile(join(to, photo)));
  });

  test.each<[string, string, RegExp]>([
    [
      "an object that is not there",
      "object,annotator,choice\ncop,ann,1",
      /:2: .*"cop"; there are cup/,
    ],
    ["a surface that is not there", "surface,object,annotator,choice\nx,cup,ann,1", /surface "x"/],
    [
      "an option that is not there",
      votes(4),
      /v\.csv:2: choice: "4" is no option's number \(1 to 3\)/,
    ],
    ["a number that is none", votes("NaN"), /:2: choice: "NaN"/],
    ["one person with two minds", `${votes(1)}\ncup,a0,2`, /:3: a0 chose something else in .*:2/],
    ["nobody's vote", "object,annotator,choice\ncup,,2", /:2: annotator: whose/],
    [
      "options that have changed",
      "object,annotator,choice,chosen\ncup,ann,3,whole",
      /"whole", but option 3 of cup is "broken"/,
    ],
    [
      "an unknown verb",
      "object,option,state,action,verb\ncup,1,a,b,destroy",
      /:2: verb: "destroy" is none of leave/,
    ],
    [
      "a gap",
      "object,option,state,action,verb\ncup,1,a,b,store\ncup,3,a,b,store",
      /cup: option 2 is missing/,
    ],
    ["an open quote", 'object,annotator,choice\n"cup,ann,1', /v\.csv:\d: Quote Not Closed/],
    ["a row too long", "object,annotator,choice\ncup,ann,1,2,3", /v\.csv:2: Invalid Record Length/],
    ["a column twice", "object,Object,choice\ncup,ann,1", /:1: the column "object" is there twice/],
    ["no text at all", "\xff\xfe\x00", /v\.csv/],
  ])("%s is named with its line", async (_, text, says) => {
    const [o, v] = [await put("o.csv", OPTIONS, home), join(home, "v.csv")];
    await writeFile(v, text, "latin1");
    expect(await refused({ options: text.includes("state") ? [v] : [o, v] })).toMatch(says);
  });
});

describe("files that are named in another way", () => {
  test("are read by a pattern and other words for the views", async () => {
    await put("home/1/desk-cup-overview.JPG", pictures.red);
    await put("home/1/desk-cup-above.jpg", pictures.blue);
    await put("home/readme.txt", "hello");
    const mapping = await put(
      "names.yaml",
      'pattern: "(?<surface>[a-z]+)-(?<object>[a-z]+)-(?<view>[a-z]+)\\\\.jpg$"\nviews: { overview: scene, above: top }\n',
      home,
    );
    const { dataset, remarks } = await importing({ mapping });
    expect(dataset.surfaces).toMatchObject([
      { id: "desk", objects: [{ id: "cup", closeUps: { top: expect.any(String) } }] },
    ]);
    expect(remarks[0]).toContain("home/readme.txt");
  });

  test("are read file by file, one scene for all", async () => {
    for (const [i, colour] of (["red", "blue", "pink"] as const).entries())
      await put(`IMG_${i}.jpg`, pictures[colour]);
    const photos = [
      { file: "IMG_0.jpg", surface: "desk", view: "scene" },
      { file: "IMG_1.jpg", surface: "desk", object: "cup", view: "top" },
      { file: "IMG_2.jpg", surface: "desk", object: "can", view: "front" },
    ];
    const mapping = await put("names.json", JSON.stringify({ photos }), home);
    const { dataset } = await importing({ mapping });
    expect(dataset.surfaces).toMatchObject([
      { id: "desk", objects: [{ id: "can" }, { id: "cup" }] },
    ]);
  });

  test.each<[string, string, RegExp]>([
    [
      "a view that nobody knows",
      'pattern: "(?<object>cup)_(?<view>[a-z]+)"',
      /no view "overview" \(cup_overview/,
    ],
    ["a pattern without a view", 'pattern: "(?<object>cup)"', /pattern: it needs a group/],
    [
      "a pattern that tries for ever",
      'pattern: "(?<object>([a-z_]+)+)(?<view>!)"',
      /pattern: takes too long/,
    ],
    ["a pattern that is none", 'pattern: "(?<view>"', /pattern: Invalid regular expression/],
    [
      "a file that is not there",
      "photos: [{ file: no.jpg, view: scene }]",
      /photos\[0\]\.file: there is no no\.jpg/,
    ],
    [
      "a file outside",
      "photos: [{ file: ../no.jpg, view: scene }]",
      /photos\[0\]\.file: must be a relative path/,
    ],
    ["no YAML", "photos: [", /names\.yaml: line \d+, column \d+: /],
    ["nothing", "views: {}", /says nothing/],
  ])("%s is named", async (_, text, says) => {
    await put("cup_overview.jpg", pictures.red);
    await put(`${"a".repeat(40)}.jpg`, pictures.red);
    expect(await refused({ mapping: await put("names.yaml", text, home) })).toMatch(says);
  });
});

describe("a zip file", () => {
  const zipped = async (...entries: ZipEntry[]) => ({
    from: await put("photos.zip", zipOf(entries), home),
  });

  test("is read as the folder in it", async () => {
    const { dataset } = await importing(
      await zipped(
        { name: "desk/cup_scene.jpg", data: pictures.red },
        { name: "desk/cup_top.jpg", data: pictures.blue },
        { name: "desk/.DS_Store", data: "x" },
        { name: "desk/options.json", data: `{ "licence": "CC0" }` },
      ),
    );
    expect(dataset).toMatchObject({ name: "photos", licence: "CC0", surfaces: [{ id: "cup" }] });
    expect(await readdir(join(to, "photos"))).toEqual(["cup_scene.jpg", "cup_top.jpg"]);
  });

  const scene = () => ({ name: "cup_scene.jpg", data: pictures.red });
  test.each<[string, () => ZipEntry[], RegExp]>([
    [
      "climbs out",
      () => [{ ...scene(), name: "../cup_scene.jpg" }],
      /photos\.zip: refused: .*\.\.\/cup/,
    ],
    ["climbs out within", () => [{ ...scene(), name: "a/../../cup_scene.jpg" }], /refused/],
    ["starts at the root", () => [{ ...scene(), name: "/etc/cup_scene.jpg" }], /refused: absolute/],
    ["starts at a drive", () => [{ ...scene(), name: "C:/cup_scene.jpg" }], /refused: absolute/],
    ["has backslashes", () => [{ ...scene(), name: "..\\cup_scene.jpg" }], /refused/],
    [
      "has odd characters",
      () => [{ ...scene(), name: "a\ncup_scene.jpg" }],
      /not a name for a file/,
    ],
    [
      "is a link",
      () => [{ name: "cup_scene.jpg", data: "/etc/passwd", mode: 0o120777 }],
      /is a link/,
    ],
    ["is there twice", () => [scene(), scene()], /is in it twice/],
    ["needs a password", () => [{ ...scene(), flags: 1 }], /needs a password/],
    [
      "is made to burst",
      () => [{ name: "cup_scene.png", data: Buffer.alloc(50_000_000) }],
      /made to burst/,
    ],
    [
      "says it is small and is not",
      () => [{ name: "cup_scene.png", data: Buffer.alloc(2_000_000), claimsBytes: 900 }],
      /cannot be unpacked: too many bytes/,
    ],
    ["says it is huge", () => [{ ...scene(), claimsBytes: 4e9 }], /made to burst/],
    [
      "is cut off",
      () => [{ ...scene(), data: pictures.red.subarray(0, 900) }],
      /photos\.zip: cup_scene\.jpg: not a readable picture/,
    ],
  ])("is refused, and nothing written, when an entry %s", async (_, entries, says) => {
    expect(await refused(await zipped(...entries()))).toMatch(says);
  });

  test("that is none, or is cut off, is refused", async () => {
    const whole = zipOf([scene()]);
    for (const content of [Buffer.from("hello"), whole.subarray(0, whole.length - 30)])
      expect(await refused({ from: await put("x.zip", content, home) })).toMatch(
        /not a readable zip/,
      );
  });
});

describe("photos", () => {
  test("are made small enough, upright, and boxes with them", async () => {
    const large = sharp(await drawnJpeg("red", { width: 1000, height: 500 }));
    await put("cup_scene.jpg", await large.withMetadata({ orientation: 6 }).jpeg().toBuffer());
    const box = { x: 100, y: 600, width: 400, height: 400 };
    await put("options.json", JSON.stringify({ objects: { cup: { box } } }));
    const [cup] = objectsOf(await importing({ maxSidePx: 200 }));
    const { width, height } = await sharp(join(to, "photos/cup_scene.jpg")).metadata();
    expect([width, height]).toEqual([100, 200]);
    expect(cup!.box).toEqual({ x: 20, y: 120, width: 80, height: 80 });
  });

  test("leave thumbnails, other segments and what follows the picture behind; plain ones keep their bytes", async () => {
    const app11 = Buffer.concat([Buffer.from([0xff, 0xeb, 0, 8]), Buffer.from("secret")]);
    const { red, blue } = pictures;
    await put("cup_scene.jpg", Buffer.concat([red.subarray(0, 2), app11, red.subarray(2)]));
    await put("cup_top.jpg", Buffer.concat([blue, Buffer.from("a film, perhaps: secret")]));
    await put("cup_back.jpg", pictures.pink);
    await importing();
    const kept = (name: string) => readFile(join(to, "photos", name));
    for (const name of ["cup_scene.jpg", "cup_top.jpg"])
      expect((await kept(name)).includes("secret")).toBe(false);
    expect(await kept("cup_back.jpg")).toEqual(pictures.pink);
  });

  test("are told of as they are taken", async () => {
    await put("cup_scene.jpg", pictures.red);
    await put("cup_top.jpg", pictures.blue);
    const told: string[] = [];
    await importing({ onProgress: (done, of) => told.push(`${done}/${of}`) });
    expect(told).toEqual(["1/2", "2/2"]);
  });

  test("behind a linked folder are not looked at", async () => {
    await put("cup_scene.jpg", pictures.red, join(home, "elsewhere"));
    await symlink(join(home, "elsewhere"), join(from, "linked"));
    expect(await refused()).toMatch(/no photos named/);
  });
});

test("a stop in the middle leaves nothing", async () => {
  for (const view of ["scene", "top", "back"]) await put(`cup_${view}.jpg`, pictures.red);
  await put("cup_front.jpg", pictures.blue);
  const stop = new AbortController();
  const stopped = importPhotos({ from, to, onProgress: () => stop.abort() }, stop);
  await expect(stopped).rejects.toMatchObject({ code: "aborted" });
  expect(await readdir(home)).toEqual(["photos"]);
});

test("a photo that vanishes in the middle is named, and nothing is left", async () => {
  await put("cup_scene.jpg", pictures.red);
  await put("cup_top.jpg", pictures.blue);
  const gone = () => rmSync(join(from, "cup_top.jpg"), { force: true });
  await expect(importing({ onProgress: gone })).rejects.toMatchObject({
    code: "bad-input",
    message: expect.stringMatching(/cup_top\.jpg: there is no such file/),
  });
  expect(await readdir(home)).toEqual(["photos"]);
});

test("a thousand objects are imported in one go", async () => {
  const entries = Array.from({ length: 10 }, (_, i) => [
    { name: `s${i}/desk_scene.jpg`, data: pictures.red },
    ...Array.from({ length: 100 }, (_, j) => ({
      name: `s${i}/o${j}_top.jpg`,
      data: pictures.blue,
    })),
  ]).flat();
  const zip = await put("many.zip", zipOf(entries), home);
  const small = await importing({ from: zip, maxSidePx: 64 });
  expect(small.dataset.surfaces).toHaveLength(10);
  expect(objectsOf(small)).toHaveLength(1000);
  expect(small.photos).toBe(2);
}, 60_000);
