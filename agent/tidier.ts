import type { Detector } from "../perception/detector.ts";
import type { Robot } from "../perception/robot.ts";
import type { Situation } from "../perception/situation.ts";
import type { VisionModel } from "../perception/vision-model.ts";
import type { Policy } from "../planner/policy.ts";
import type { Reasoner } from "../planner/reasoner.ts";
import type { Costs } from "../planner/utility.ts";
import type { Consent } from "./consent.ts";
import type { Journal } from "./journal.ts";
import type { Memory } from "./memory.ts";

/** Everything a run is made of. `robot` is the one that `connect` gave. */
export type Tidier = {
  readonly told: { readonly instruction: string; readonly situation: Situation };
  readonly robot: Robot;
  readonly vision: VisionModel;
  readonly detector: Detector;
  readonly reasoner: Reasoner;
  readonly policy: Policy;
  readonly costs: Costs;
  /** Most close-ups the whole run may take. */
  readonly budget: number;
  readonly consent: Consent;
  readonly journal: Journal;
  readonly memory: Memory;
  /** How long a robot that went away is waited for, milliseconds. */
  readonly patienceMs: number;
};
