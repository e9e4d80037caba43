import { describe, expect, test } from "vitest";
import type { Detector } from "../../perception/detector.ts";
import { locate } from "../../perception/geometry/locate.ts";
import { lookAt } from "../../perception/geometry/pose.ts";
import { ANGLES } from "../../perception/photo.ts";
import { FAULT_KINDS, faultPlan, parseFaults } from "../../sim/faults/fault-plan.ts";
import { fakeVision, YES } from "../fakes/fake-parts.ts";
import { FLAT_CAMERA } from "../fakes/flat-camera.ts";
import { quickProfile } from "../fakes/ros-robot.ts";
import { runThroughFaults, untruths } from "../fakes/run-through-faults.ts";
import { speckledCamera } from "../fakes/speckled-camera.ts";

const SEED = 25;
const HOME = lookAt([0, -1, 0.65], [0, 0, 0], [0, 0, 1]);

const BOXES = ["cup", "apple"].map((label, i) => ({
  label,
  score: 1,
  box: { x: 12 + 26 * i, y: 20, width: 12, height: 11 },
}));
const detector: Detector = { name: "boxes", detect: async () => BOXES };
const THINGS = BOXES.map(({ label, box }) => {
  const { position, radiusM } = locate(FLAT_CAMERA, HOME, box)!;
  return { id: label, position, radiusM: radiusM / 2, heightM: radiusM };
});

async function hurriedProfile() {
  const profile = await quickProfile(1200);
  const skills = Object.entries(profile.skills).map(([verb, it]) => [
    verb,
    { ...it, deadlineMs: 1200 },
  ]);
  return { ...profile, skills: Object.fromEntries(skills) };
}

/** From wherever one looks: the apple is rotten and the cup is stained, so that hands are needed. */
const SIGHTS = ANGLES.flatMap((angle) => [
  [`apple-1/${angle}`, /brown soft patch/, YES] as const,
  [`cup-1/${angle}`, /dried crust/, YES] as const,
]);

// Each waits for most of its time; together they take as long as the slowest.
describe.concurrent("through a bridge on which things go wrong", () => {
  for (const kind of FAULT_KINDS)
    test(`(${kind}) a run ends, and rests on nothing but what the camera truly saw`, async () => {
      const { camera, shotFrom } = speckledCamera();
      const day = {
        plan: faultPlan(SEED, [kind]),
        profile: await hurriedProfile(),
        robot: { camera, obstacles: THINGS, sceneCameraPose: HOME },
        shotFrom,
        vision: fakeVision(SIGHTS),
        detector,
        budget: 6,
      };
      const end = await runThroughFaults(day);
      expect(end.met.length).toBeGreaterThan(0);
      expect(untruths(day, end)).toEqual([]);
      expect(end.seconds).toBeLessThan(60);
    }, 90_000);
});

test("a plan of faults is its seed's alone, and what is asked for", () => {
  const plan = parseFaults("42:frozen,black");
  const kinds = Array.from({ length: 40 }, (_, command) => plan.during(command)?.kind);
  expect(new Set(kinds)).toEqual(new Set([undefined, "frozen", "black"]));
  expect(faultPlan(42).during(7)).toEqual(faultPlan(42).during(7));
  expect(() => parseFaults("42:fire")).toThrow(/no "fire"; there are drop, delay/);
  expect(() => parseFaults("soon")).toThrow(/<seed>:<kind>/);
});
