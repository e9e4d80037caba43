import { TidyError } from "../../perception/tidy-error.ts";
import type { SimulatedMover } from "../mover-profile.ts";
import { randomFrom } from "../random.ts";

/** Everything that may go wrong, each as it was met on a real robot or may be. */
export const FAULT_KINDS = [
  // The link.
  "drop",
  "delay",
  "half-open",
  "another-server",
  "another-robot",
  // The camera.
  "stale",
  "frozen",
  "black",
  "blurred",
  "out-of-order",
  "truncated",
  "wrong-encoding",
  // The clocks: the camera's is not the robot's.
  "clocks-apart",
  // The hands and the arm. A goal is whatever moves the camera: an action's, a call, a pose on a topic.
  "silent-service",
  "goal-aborted",
  "goal-endless",
  "goal-lies",
  // Whoever is on the other end.
  "hostile",
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Ends that a robot tells of; of a pose on a topic nobody tells anything. */
const TOLD_ENDS: readonly FaultKind[] = ["goal-aborted", "goal-endless"];

/** What may go wrong with a camera that is moved in this way. */
export const faultKindsFor = (mover: SimulatedMover): readonly FaultKind[] =>
  mover === "topic" ? FAULT_KINDS.filter((kind) => !TOLD_ENDS.includes(kind)) : FAULT_KINDS;

/** One thing going wrong: from so long after a command, for so long, milliseconds of our clock. */
export type Fault = {
  readonly kind: FaultKind;
  readonly afterMs: number;
  readonly forMs: number;
  /** Seconds by which a clock is off, for `clocks-apart`. */
  readonly offsetS: number;
};

/** What goes wrong from which command to the robot on; connecting is command 0. */
export type FaultPlan = {
  readonly seed: number;
  readonly kinds: readonly FaultKind[];
  during(command: number): Fault | undefined;
};

/** How many commands meet a fault. */
const SHARE = 0.5;

/** The plan of a seed; the same commands meet the same faults, whatever the machine's speed. */
export function faultPlan(seed: number, kinds: readonly FaultKind[] = FAULT_KINDS): FaultPlan {
  return {
    seed,
    kinds,
    during(command) {
      const random = randomFrom(seed, `fault ${command}`);
      if (!random.chance(SHARE)) return undefined;
      return {
        kind: random.pick(kinds),
        afterMs: random.chance(0.5) ? 0 : Math.round(random.between(1, 300)),
        forMs: Math.round(random.between(500, 4000)),
        offsetS: (random.chance(0.5) ? 1 : -1) * Math.round(random.between(5, 120)),
      };
    },
  };
}

/** Reads `42` or `42:frozen,black` for a mover. Throws `bad-input` with what is wrong and what there is. */
export function parseFaults(text: string, mover: SimulatedMover): FaultPlan {
  const match = /^(\d{1,9})(?::([a-z,-]+))?$/.exec(text);
  if (match === null)
    throw new TidyError("bad-input", `--faults ${text}: it is <seed> or <seed>:<kind>,<kind>`);
  const [, seed, named] = match;
  const known = faultKindsFor(mover);
  const kinds = named?.split(",") ?? known;
  const wrong = kinds.find((kind) => !isKind(kind) || !known.includes(kind));
  if (wrong !== undefined) {
    const why = isKind(wrong)
      ? `${wrong} means nothing for --mover ${mover}, as nobody tells how a move ended`
      : `no "${wrong}"`;
    throw new TidyError("bad-input", `--faults ${text}: ${why}; there are ${known.join(", ")}`);
  }
  return faultPlan(Number(seed), kinds.filter(isKind));
}

const isKind = (kind: string): kind is FaultKind =>
  (FAULT_KINDS as readonly string[]).includes(kind);
