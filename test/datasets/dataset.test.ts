import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { pathInside } from "../../datasets/dataset-format.ts";
import { datasetRobot } from "../../datasets/dataset-robot.ts";
import { loadDataset } from "../../datasets/load-dataset.ts";
import { robotContract } from "../contracts/robot-contract.ts";
import { drawnJpeg } from "../fakes/drawn-photos.ts";
import { newFolder } from "../fakes/new-folder.ts";

let folder: string;
const options = [
  { state: "full", action: "pour it out", verb: "empty" },
  { state: "clean", action: "put it away", verb: "store", reversibility: "costly" },
];
const cup = { id: "cup", label: "red cup", closeUps: { top: "photos/top.jpg" }, options };
const can = { id: "can", label: "can", closeUps: {}, box: { x: 1, y: 2, width: 3, height: 4 } };
const surface = {
  id: "desk-1",
  kind: "desk",
  situation: { people: "away" },
  scene: "photos/scene.jpg",
  objects: [{ ...cup, accepted: [1], votes: [1, 1, "none"] }, can],
};
const whole = { format: 1, name: "mine", version: "1", licence: "mine", surfaces: [surface] };

beforeAll(async () => {
  folder = newFolder();
  await mkdir(join(folder, "photos"));
  await writeFile(join(folder, "photos/scene.jpg"), await drawnJpeg("red"));
  await writeFile(join(folder, "photos/top.jpg"), await drawnJpeg("blue"));
});

const loading = async (content: unknown, how?: { photos: "all" }) => {
  const text = typeof content === "string" ? content : JSON.stringify(content);
  await writeFile(join(folder, "dataset.json"), text);
  return loadDataset(folder, how);
};

describe("a dataset as a robot", () => {
  robotContract("a dataset", async () => {
    const robot = datasetRobot(await loading(whole), "desk-1");
    const [thing] = robot.abilities.surface!.objects;
    return { robot, thing: thing!, ghost: { ...thing!, id: "ghost" } };
  });

  test("tells the surface and its objects, but neither accepted answers nor votes", async () => {
    const robot = datasetRobot(await loading(whole), "desk-1");
    expect(robot.abilities).toEqual({
      name: "dataset:mine/desk-1",
      angles: ["top"],
      skills: expect.arrayContaining(["leave", "discard"]),
      physical: false,
      surface: {
        id: "desk-1",
        kind: "desk",
        instruction: "Clean the surface.",
        situation: { people: "away" },
        objects: [
          {
            id: "cup",
            label: "red cup",
            box: { x: 0, y: 0, width: 320, height: 240 },
            options: [
              { ...options[0], reversibility: "costly" },
              { ...options[1], reversibility: "costly" },
            ],
          },
          { id: "can", label: "can", box: can.box },
        ],
      },
    });
    expect(JSON.stringify(robot.abilities)).not.toMatch(/accepted|votes/);
  });

  test("shows the photos there are, and says which there are not", async () => {
    const robot = datasetRobot(await loading(whole), "desk-1");
    const [object] = robot.abilities.surface!.objects;
    const view = { kind: "close-up", object: object!, angle: "top" } as const;
    const scene = await robot.photograph({ kind: "scene" });
    const top = await robot.photograph(view);
    expect([scene.widthPx, scene.heightPx, scene.view.kind]).toEqual([320, 240, "scene"]);
    expect(top.sha256).not.toBe(scene.sha256);
    expect(top.view).toBe(view);
    await expect(robot.photograph({ ...view, angle: "back" })).rejects.toMatchObject({
      code: "view-unavailable",
      message: "the dataset has no photo of red cup from the back",
    });
    const ghost = { ...object!, id: "__proto__" };
    await expect(robot.photograph({ ...view, object: ghost })).rejects.toMatchObject({
      code: "view-unavailable",
    });
  });

  test("moves nothing, and says so", async () => {
    const robot = datasetRobot(await loading(whole), "desk-1");
    const [object] = robot.abilities.surface!.objects;
    const action = {
      verb: "store",
      objectId: "cup",
      text: "store it",
      reversibility: "reversible",
    };
    const report = await robot.perform(action as never, object!);
    expect(report.done).toBe(false);
    expect(report.text).toContain("nothing was moved");
  });
});

describe("a mistake gets one line: file, path in it, what is wrong", () => {
  const changed = (more: object) => ({ ...whole, surfaces: [{ ...surface, ...more }] });
  test.each<[string, unknown, RegExp]>([
    ["no JSON", "{", /dataset\.json: not JSON/],
    ["another format", { ...whole, format: 2 }, /dataset\.json: format: /],
    ["a word too many", { ...whole, colour: 1 }, /dataset\.json: the file: Unrecognized key/],
    [
      "a climbing path",
      changed({ scene: "../x.jpg" }),
      /surfaces\[0\]\.scene: must be a relative path/,
    ],
    [
      "an absent photo",
      changed({ scene: "photos/no.jpg" }),
      /no\.jpg: there is no such file \(dataset\.json: surfaces\[0\]\.scene\)/,
    ],
    [
      "a box outside",
      changed({ objects: [{ ...can, box: { ...can.box, width: 400 } }] }),
      /surfaces\[0\]\.objects\[0\]\.box: reaches out/,
    ],
    [
      "two of one name",
      changed({ objects: [can, can] }),
      /surfaces\[0\]\.objects\[1\]\.id: "can" is there twice/,
    ],
    [
      "an unknown fact",
      changed({ situation: { people: "many" } }),
      /surfaces\[0\]\.situation\.people/,
    ],
    [
      "an accepted option that is not",
      changed({ objects: [{ ...cup, accepted: [3] }] }),
      /objects\[0\]\.accepted\[0\]: there is no option 3/,
    ],
  ])("%s", async (_, content, says) => {
    const error = await loading(content).catch((e) => e);
    expect(error).toMatchObject({ code: "bad-input", message: expect.stringMatching(says) });
    expect(error.message).not.toContain("\n");
  });

  test("a close-up that is absent is found by a full check", async () => {
    const content = changed({ objects: [{ ...cup, closeUps: { top: "photos/no.jpg" } }] });
    await expect(loading(content)).resolves.toBeDefined();
    await expect(loading(content, { photos: "all" })).rejects.toMatchObject({
      code: "bad-input",
      message: expect.stringContaining("objects[0].closeUps.top"),
    });
  });

  test("a surface that is not there", async () => {
    const loaded = await loading(whole);
    expect(() => datasetRobot(loaded, "desk-2")).toThrow(/no surface "desk-2"; it has desk-1/);
  });

  test("a folder that is not there", async () => {
    await expect(loadDataset(join(folder, "nowhere"))).rejects.toThrow(/no such file or folder/);
  });
});

test.each([
  "../a.jpg",
  "a/../b.jpg",
  "/a.jpg",
  "a\\b.jpg",
  "./a.jpg",
  "C:/a.jpg",
  "a/..",
  "",
  "..",
])("%j is no path inside a folder", (path) =>
  expect(pathInside.safeParse(path).success).toBe(false),
);
test.each(["a.jpg", "photos/a b.jpg", "photos/..a.jpg", "größe/x.png"])(
  "%j is a path inside a folder",
  (path) => expect(pathInside.safeParse(path).success).toBe(true),
);
