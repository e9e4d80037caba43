import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { dryRun } from "../../agent/consent.ts";
import { memoryJournal } from "../../agent/journal.ts";
import { tidy } from "../../agent/tidy.ts";
import { ANGLES } from "../../perception/photo.ts";
import { type CameraHolder, requestFor } from "../../perception/ros/human-mover.ts";
import { parseProfile } from "../../perception/ros/load-profile.ts";
import { connectRosbridgeRobot } from "../../perception/ros/rosbridge-robot.ts";
import type { SceneObject } from "../../perception/surface.ts";
import { embeddedReasoner } from "../../planner/embedded-reasoner.ts";
import { loadNorms } from "../../planner/norms.ts";
import { tactfulPolicy } from "../../planner/policies/tactful.ts";
import { startTactful } from "../fakes/command-line.ts";
import { fakeDetector, fakeVision, YES } from "../fakes/fake-parts.ts";
import { newFolder } from "../fakes/new-folder.ts";
import { type FakeWebcam, fakeWebcam } from "../fakes/webcam.ts";

const CUP: SceneObject = { id: "cup-1", label: "cup", box: { x: 8, y: 8, width: 20, height: 20 } };
const LEFT = { kind: "close-up", object: CUP, angle: "left" } as const;
const TOP = { ...LEFT, angle: "top" } as const;

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function aWebcam(...args: Parameters<typeof fakeWebcam>): Promise<FakeWebcam> {
  const webcam = await fakeWebcam(...args);
  open.push(webcam.close);
  return webcam;
}

const profileOf = (url: string, dialect = "") =>
  parseProfile(
    `name: webcam\nurl: ${url}\n${dialect}topics: { image: /image_raw/compressed }\n` +
      "camera: { freshWithinMs: 800, attempts: 2 }\nmover: { kind: human }\n",
    "webcam.yaml",
  );

/** A holder who goes where they are asked to, and keeps what they were asked. */
function holding(
  webcam: FakeWebcam,
  answer: (asked: string) => "ready" | "cannot" = () => "ready",
) {
  const asked: string[] = [];
  const holder: CameraHolder = async (request) => {
    asked.push(request);
    webcam.show(asked.length);
    return answer(request);
  };
  return { holder, asked };
}

async function held(webcam: FakeWebcam, answer?: (asked: string) => "ready" | "cannot") {
  const { holder, asked } = holding(webcam, answer);
  const robot = await connectRosbridgeRobot({ profile: profileOf(webcam.url), holder });
  open.push(robot.close);
  return { robot, asked };
}

describe("a camera in a person's hand", () => {
  for (const dialect of ["ros1", "ros2"] as const)
    test(`takes a photo where it is asked to be held, without TF or calibration (${dialect})`, async () => {
      const webcam = await aWebcam(dialect);
      const { robot, asked } = await held(webcam);
      await robot.photograph({ kind: "scene" });
      const photo = await robot.photograph(LEFT);
      expect(asked[0]).toMatch(/the whole surface is in the picture/);
      expect(asked[1]).toMatch(/left of the cup \(cup-1, in the scene photo at 18, 18\)/);
      expect(photo.cameraPose).toBeUndefined();
      expect(photo.stamp).toBeDefined();
      expect(robot.abilities.angles).toHaveLength(5);
    });

  test("is refused where its holder cannot go, with the reason", async () => {
    const webcam = await aWebcam();
    const { robot } = await held(webcam, (asked) => (/left/.test(asked) ? "cannot" : "ready"));
    await expect(robot.photograph(LEFT)).rejects.toMatchObject({
      code: "view-unavailable",
      message: expect.stringMatching(/cannot go there/),
      details: { refused: true },
    });
    expect((await robot.photograph(TOP)).view).toEqual(TOP);
  });

  test("is held once more while the picture is dark, or does not change", async () => {
    const webcam = await aWebcam();
    const { robot, asked } = await held(webcam);
    await robot.photograph({ kind: "scene" });
    webcam.faults.hangs = true;
    await expect(robot.photograph(TOP)).rejects.toThrow(/nothing has moved since the last picture/);
    webcam.faults.hangs = false;
    webcam.faults.dark = true;
    await expect(robot.photograph(LEFT)).rejects.toThrow(/too dark \(0\.0.\) \(2 taken\)/);
    expect(asked.at(-1)).toMatch(/too dark.*; once more: hold the camera left of/);
  });

  test("is waited for until it is steady, and not for ever", async () => {
    const webcam = await aWebcam();
    const { robot } = await held(webcam);
    webcam.faults.shakes = true;
    await expect(robot.photograph(LEFT)).rejects.toMatchObject({ code: "view-stale" });
    webcam.faults.shakes = false;
    expect((await robot.photograph(LEFT)).view).toEqual(LEFT);
  });

  test("goes with hands: what is decided is done by whoever holds it", async () => {
    const webcam = await aWebcam();
    const { robot, asked } = await held(webcam, (it) => (/tea/.test(it) ? "cannot" : "ready"));
    const action = { verb: "clean", objectId: CUP.id, reversibility: "costly" } as const;
    const washed = await robot.perform({ ...action, text: "soak and wash it" }, CUP);
    expect(asked).toEqual(["cup (cup-1): soak and wash it"]);
    expect(washed).toEqual({ done: true, text: "done by hand" });
    const emptied = await robot.perform(
      { ...action, verb: "empty", text: "pour out the tea" },
      CUP,
    );
    expect(emptied.done).toBe(false);
  });

  test("gives a whole run, whose objects have no place but have their photos", async () => {
    const webcam = await aWebcam();
    const { robot, asked } = await held(webcam, (it) => (/behind/.test(it) ? "cannot" : "ready"));
    const norms = loadNorms();
    const { record, ended } = await tidy({
      told: { instruction: "Clean the desk.", situation: {} },
      robot,
      vision: fakeVision(ANGLES.map((angle) => [`cup-1/${angle}`, /dried crust/, YES])),
      detector: fakeDetector(["cup"]),
      reasoner: embeddedReasoner(norms),
      policy: tactfulPolicy(norms.costs),
      costs: norms.costs,
      budget: 5,
      consent: dryRun,
      journal: memoryJournal(),
      patienceMs: 1000,
    });
    expect(ended).toBe("done");
    expect(asked.length).toBeGreaterThan(1);
    const [cup] = record.objects;
    expect(cup!.object.position).toBeUndefined();
    expect(cup!.decision?.action.verb).toBe("clean");
    expect(cup!.decision?.evidence.some(({ view }) => view !== "scene")).toBe(true);
  });

  test("is asked for at the terminal by the command line", async () => {
    const webcam = await aWebcam();
    const home = newFolder();
    const profile = join(home, "webcam.yaml");
    await writeFile(
      profile,
      `name: webcam\nurl: ${webcam.url}\ntopics: { image: /image_raw/compressed }\nmover: { kind: human }\n`,
    );
    const out = join(home, "run");
    const args = ["run", "--robot", profile, "--dry-run", "--out", out, "--json"];
    const { code, stdout, stderr } = await startTactful(args, {}, "\n").finished;
    expect(stderr).toMatch(/hold the camera so that the whole surface is in the picture/);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).decisions).toEqual([]);
    const gone = await startTactful([...args.slice(0, -2), `${out}-2`], {}, "").finished;
    expect(gone.code).toBe(130);
    expect(gone.stderr).toMatch(/To go on: tactful run --resume/);
  });
});

test("a holder is told where to go in the words of the scene photo", () => {
  expect(requestFor({ ...LEFT, object: { ...CUP, id: "cup" } })).toBe(
    "hold the camera left of the cup (left, as the scene photo has it), so that it fills the picture",
  );
  expect(requestFor({ ...LEFT, angle: "front" })).toMatch(/camera before the cup/);
  expect(requestFor({ ...LEFT, angle: "back" })).toMatch(/camera behind the cup/);
  expect(requestFor(TOP)).toMatch(/camera straight above the cup/);
});
