import { setTimeout as delay } from "node:timers/promises";
import { simulatedConsent } from "../../agent/consent.ts";
import { memoryJournal } from "../../agent/journal.ts";
import { type Outcome, tidy } from "../../agent/tidy.ts";
import type { RunEvent, RunEventOf } from "../../datasets/run-format.ts";
import type { Detector } from "../../perception/detector.ts";
import { near, type Pose } from "../../perception/geometry/pose.ts";
import type { ActionProfile } from "../../perception/ros/profile.ts";
import { connectRosbridgeRobot } from "../../perception/ros/rosbridge-robot.ts";
import type { VisionModel } from "../../perception/vision-model.ts";
import { embeddedReasoner } from "../../planner/embedded-reasoner.ts";
import { loadNorms } from "../../planner/norms.ts";
import { tactfulPolicy } from "../../planner/policies/tactful.ts";
import {
  type SimulatedRobotOptions,
  type SimulatedRobotStats,
  startSimulatedRobot,
} from "../../sim/bridge/simulated-robot.ts";
import type { FaultPlan } from "../../sim/faults/fault-plan.ts";
import { faultyBridge } from "../../sim/faults/faulty-bridge.ts";
import type { Met } from "../../sim/faults/weather.ts";

const CONNECT_WITHIN_MS = 30_000;

export type BadDay = {
  readonly plan: FaultPlan;
  readonly profile: ActionProfile;
  readonly robot: Pick<SimulatedRobotOptions, "camera" | "obstacles" | "sceneCameraPose">;
  /** From where the camera shot each photo, by the photo's hash. */
  readonly shotFrom: ReadonlyMap<string, Pose>;
  readonly vision: VisionModel;
  readonly detector: Detector;
  readonly budget: number;
};

/** What came of a run through a faulty bridge, and what the robot truly did. */
export type BadDayEnd = {
  readonly outcome: Outcome;
  readonly events: readonly RunEvent[];
  readonly seconds: number;
  readonly met: readonly Met[];
  readonly stats: SimulatedRobotStats;
};

/** A whole run on a simulated robot behind a bridge on which things go wrong by plan. */
export async function runThroughFaults(day: BadDay): Promise<BadDayEnd> {
  const { profile, plan, vision, detector, budget } = day;
  const simulated = await startSimulatedRobot({ ...day.robot, speed: 40 });
  const { topics, mover } = profile;
  const bridge = await faultyBridge({ behind: simulated.url, plan, topics, mover });
  const norms = loadNorms();
  const started = performance.now();
  const events: RunEvent[] = [];
  try {
    const robot = await connectThrough(bridge.url, profile);
    const outcome = await tidy({
      told: { instruction: "Clean the desk.", situation: {} },
      robot,
      vision,
      detector,
      reasoner: embeddedReasoner(norms),
      policy: tactfulPolicy(norms.costs),
      costs: norms.costs,
      budget,
      consent: simulatedConsent,
      journal: memoryJournal(),
      patienceMs: 20_000,
      onEvent: (event) => events.push(event),
    }).finally(() => robot.close());
    const seconds = (performance.now() - started) / 1000;
    return { outcome, events, seconds, met: bridge.met(), stats: simulated.stats() };
  } finally {
    await bridge.close();
    await simulated.close();
  }
}

/** As a person would who starts the command again when no robot answers. */
async function connectThrough(url: string, profile: ActionProfile) {
  const startedMs = performance.now();
  for (;;) {
    try {
      return await connectRosbridgeRobot({ url, profile });
    } catch (error) {
      if (performance.now() - startedMs > CONNECT_WITHIN_MS) throw error;
      await delay(100);
    }
  }
}

/** Where a run was not true to what the camera saw and the robot did; none where all is well. */
export function untruths(day: BadDay, { outcome, events, stats }: BadDayEnd): readonly string[] {
  const found: string[] = [];
  for (const { view, sha256, cameraPose } of events.filter(isPhoto)) {
    const from = day.shotFrom.get(sha256);
    if (from === undefined) found.push(`${view}: no photo of this camera`);
    else if (cameraPose === undefined || !near(from, cameraPose, 0.01, 0.02))
      found.push(`${view}: shot from elsewhere`);
  }
  for (const event of events)
    if (event.kind === "refused" && !/\w/.test(event.reason))
      found.push(`${event.view}: refused without a reason`);
  const { objects } = outcome.record;
  if (outcome.ended === "done" && objects.some(({ decision }) => decision === undefined))
    found.push("an object is left undecided");
  if (outcome.ended !== "done" && outcome.ended !== "away")
    found.push(`ended as ${outcome.ended}: ${String(outcome.error)}`);
  const done = events.filter(
    (it) => it.kind === "acted" && it.done === true && hasHands(it, objects),
  );
  const begun = events.filter((it) => it.kind === "acting" && hasHands(it, objects));
  if (done.length > stats.acts.length) found.push("more is told of than was done");
  if (stats.acts.length > begun.length) found.push("more was done than is told of");
  return found;
}

const isPhoto = (event: RunEvent): event is RunEventOf<"photo"> => event.kind === "photo";

function hasHands(
  { objectId }: { readonly objectId: string },
  objects: Outcome["record"]["objects"],
): boolean {
  const verb = objects.find(({ object }) => object.id === objectId)?.decision?.action.verb;
  return verb !== "leave" && verb !== "ask";
}
