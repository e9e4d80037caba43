import { setTimeout as delay } from "node:timers/promises";
import { simulatedConsent } from "../../agent/consent.ts";
import { memoryJournal } from "../../agent/journal.ts";
import { type Outcome, tidy } from "../../agent/tidy.ts";
import type { RunEvent } from "../../datasets/run-format.ts";
import type { Detector } from "../../perception/detector.ts";
import type { ArmProfile } from "../../perception/ros/profile.ts";
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
import type { Shot } from "./kept-shots.ts";

const CONNECT_WITHIN_MS = 30_000;

export type BadDay = {
  readonly plan: FaultPlan;
  readonly profile: ArmProfile;
  readonly robot: Pick<
    SimulatedRobotOptions,
    "camera" | "obstacles" | "sceneCameraPose" | "dialect"
  >;
  /** What the camera has taken so far, and from where. */
  readonly shots: readonly Shot[];
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
  const simulated = await startSimulatedRobot({ ...day.robot, profile, speed: 40 });
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
async function connectThrough(url: string, profile: ArmProfile) {
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
