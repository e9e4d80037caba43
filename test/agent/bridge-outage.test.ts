import { expect, test } from "vitest";
import { simulatedConsent } from "../../agent/consent.ts";
import { memoryJournal } from "../../agent/journal.ts";
import { tidy } from "../../agent/tidy.ts";
import type { RunEvent } from "../../datasets/run-format.ts";
import type { Detector } from "../../perception/detector.ts";
import { lookAt } from "../../perception/geometry/pose.ts";
import { loadProfile } from "../../perception/ros/load-profile.ts";
import { connectRosbridgeRobot } from "../../perception/ros/rosbridge-robot.ts";
import { embeddedReasoner } from "../../planner/embedded-reasoner.ts";
import { loadNorms } from "../../planner/norms.ts";
import { tactfulPolicy } from "../../planner/policies/tactful.ts";
import { startSimulatedRobot } from "../../sim/bridge/simulated-robot.ts";
import { fakeVision } from "../fakes/fake-parts.ts";
import { flatCamera } from "../fakes/flat-camera.ts";

const OUTAGE_MS = 3000;

const detector: Detector = {
  name: "boxes",
  detect: async () =>
    ["cup", "apple", "takeaway-box"].map((label, i) => ({
      label,
      score: 1,
      box: { x: 8 + 18 * i, y: 20, width: 10, height: 9 },
    })),
};

test("the bridge is closed for 3 s in mid-run: the run goes on and uses no frame from before", async () => {
  const simulated = await startSimulatedRobot({
    camera: flatCamera().camera,
    obstacles: [],
    sceneCameraPose: lookAt([0, -1, 0.65], [0, 0, 0], [0, 0, 1]),
    speed: 20,
  });
  const defaults = await loadProfile();
  // Photos of one colour are as dull as a lens cap; here only their stamps matter.
  const profile = { ...defaults, camera: { ...defaults.camera, sharpnessFloor: 0 } };
  const robot = await connectRosbridgeRobot({ url: simulated.url, profile });
  const norms = loadNorms();
  let looks = 0;
  let cutAt = 0;
  let backAt = 0;
  const seen: { event: RunEvent; at: number }[] = [];
  try {
    const outcome = await tidy({
      told: { instruction: "Clean the desk.", situation: {} },
      robot,
      vision: fakeVision([]),
      detector,
      reasoner: embeddedReasoner(norms),
      policy: tactfulPolicy(norms.costs),
      costs: norms.costs,
      budget: 8,
      consent: simulatedConsent,
      journal: memoryJournal(),
      patienceMs: 30_000,
      onEvent: (event) => {
        seen.push({ event, at: Date.now() });
        if (event.kind !== "chose" || event.step.kind !== "look" || ++looks !== 3) return;
        cutAt = Date.now();
        void simulated.cutBridge().then(() =>
          setTimeout(() => {
            backAt = Date.now();
            void simulated.restoreBridge();
          }, OUTAGE_MS),
        );
      },
    });
    expect(outcome.ended).toBe("done");
    expect(outcome.record.holds).toBeGreaterThan(0);
    expect(outcome.record.objects.every((it) => it.decision !== undefined)).toBe(true);
    const after = seen.filter(({ event, at }) => event.kind === "photo" && at > cutAt);
    expect(after.length).toBeGreaterThan(2);
    for (const { event } of after) {
      const { sec, nanosec } = (event as Extract<RunEvent, { kind: "photo" }>).stamp!;
      expect(sec * 1000 + nanosec / 1e6).toBeGreaterThan(backAt);
    }
  } finally {
    await robot.close();
    await simulated.close();
  }
}, 60_000);
