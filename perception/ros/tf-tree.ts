import { compose, IDENTITY, interpolate, invert, type Pose } from "../geometry/pose.ts";
import type { RobotTime } from "../photo.ts";
import { TidyError } from "../tidy-error.ts";
import type { StampedTransform } from "./dialect.ts";
import { compareTimes, millisecondsBetween } from "./robot-time.ts";

/** How much of the past is kept, and how far back a stamp may jump before it is a new clock. */
const KEPT_MS = 10_000;
const NEW_CLOCK_MS = 2_000;
/** A robot has tens of frames; more are a mistake or an attack. */
const MOST_FRAMES = 2_000;
const MOST_SAMPLES = 5_000;

type Sample = { readonly pose: Pose; readonly stamp: RobotTime };
/** A sample, or what lies between two of which `until` is the later one's time. */
type Found = Sample & { readonly until: RobotTime };
type Edge = { readonly parent: string; readonly fixed: boolean; readonly samples: Sample[] };

/**
 * `child` in `parent`; `stamp` is the oldest that it rests on, `until` the first, at or after the time
 * asked for, of a sample: both absent where nothing in it moves.
 */
export type FoundTransform = {
  readonly pose: Pose;
  readonly stamp?: RobotTime;
  readonly until?: RobotTime;
};

/**
 * The frames of a robot as its TF tells them: the fixed ones, and ten seconds of the moving ones in
 * the robot's own time. Our clock plays no part.
 */
export class TfTree {
  readonly #edges = new Map<string, Edge>();
  readonly #listeners = new Set<() => void>();
  #newest: RobotTime | undefined;
  #problem: string | undefined;

  /** The latest stamp of a moving frame. */
  get newest(): RobotTime | undefined {
    return this.#newest;
  }

  /** Takes transforms in as they come; what is older than the newest of its frame is left out. */
  add(transforms: readonly StampedTransform[], fixed: boolean): void {
    for (const one of transforms) this.#addOne(one, fixed);
    for (const listener of [...this.#listeners]) listener();
  }

  /** Notes that a message was no transform; what is missing then says so. */
  refuse(problem: string): void {
    this.#problem = problem;
    for (const listener of [...this.#listeners]) listener();
  }

  /** Calls back after every change; returns how to stop that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Forgets what moves; fixed frames stay, as some bridges tell them only once. */
  forgetMoving(): void {
    for (const [child, edge] of this.#edges) if (!edge.fixed) this.#edges.delete(child);
    this.#newest = undefined;
  }

  /**
   * `child` in `parent`: the latest, or at a robot time, between the samples around it. Throws
   * `view-unavailable` for an unknown frame, no way between the two, a loop, or a time that no
   * samples enclose (`details.tooEarly`: and none ever will).
   */
  lookup(parent: string, child: string, at?: RobotTime): FoundTransform {
    const up = this.#wayUp(child);
    const down = this.#wayUp(parent);
    const common = up.find((frame) => down.includes(frame));
    if (common === undefined) {
      const refused = this.#problem === undefined ? "" : ` (last refused: ${this.#problem})`;
      throw missing(`TF knows no way from "${child}" to "${parent}"${refused}`);
    }
    const toChild = this.#along(up.slice(0, up.indexOf(common)), at);
    const toParent = this.#along(down.slice(0, down.indexOf(common)), at);
    const pose = compose(invert(toParent.pose), toChild.pose);
    const moving = [...toChild.samples, ...toParent.samples];
    const stamp = moving.map((sample) => sample.stamp).sort(compareTimes)[0];
    const until = moving
      .map((sample) => sample.until)
      .sort(compareTimes)
      .at(-1);
    return { pose, ...(stamp && { stamp }), ...(until && { until }) };
  }

  #addOne({ parent, child, pose, stamp }: StampedTransform, fixed: boolean): void {
    if (parent === child || parent === "" || child === "") return;
    const known = this.#edges.get(child);
    if (known === undefined && this.#edges.size >= MOST_FRAMES) return;
    if (fixed) {
      this.#edges.set(child, { parent, fixed, samples: [{ pose, stamp }] });
      return;
    }
    const edge =
      known !== undefined && !known.fixed && known.parent === parent
        ? known
        : { parent, fixed, samples: [] };
    this.#edges.set(child, edge);
    const last = edge.samples.at(-1);
    if (last !== undefined && compareTimes(stamp, last.stamp) <= 0) {
      if (millisecondsBetween(stamp, last.stamp) < NEW_CLOCK_MS) return;
      edge.samples.length = 0;
      this.#newest = undefined;
    }
    edge.samples.push({ pose, stamp });
    const kept = edge.samples.findIndex((old) => millisecondsBetween(old.stamp, stamp) <= KEPT_MS);
    edge.samples.splice(0, Math.max(kept, edge.samples.length - MOST_SAMPLES));
    if (this.#newest === undefined || compareTimes(stamp, this.#newest) > 0) this.#newest = stamp;
  }

  /** The frame and its ancestors, nearest first. */
  #wayUp(frame: string): string[] {
    const way = [frame];
    for (let edge = this.#edges.get(frame); edge; edge = this.#edges.get(edge.parent)) {
      if (way.includes(edge.parent)) throw missing(`TF goes in a circle at "${edge.parent}"`);
      way.push(edge.parent);
    }
    return way;
  }

  /** The product of a way's transforms, and the samples of those that move. */
  #along(frames: readonly string[], at?: RobotTime): { pose: Pose; samples: readonly Found[] } {
    let pose = IDENTITY;
    const samples: Found[] = [];
    for (const frame of frames) {
      const edge = this.#edges.get(frame)!;
      const newest = edge.samples.at(-1)!;
      const found =
        edge.fixed || at === undefined
          ? { ...newest, until: newest.stamp }
          : atTime(frame, edge, at);
      pose = compose(found.pose, pose);
      if (!edge.fixed) samples.push(found);
    }
    return { pose, samples };
  }
}

function atTime(frame: string, { samples }: Edge, at: RobotTime): Found {
  const next = samples.findIndex((sample) => compareTimes(sample.stamp, at) >= 0);
  const after = samples[next];
  if (after === undefined) throw missing(`TF of "${frame}" does not reach that time yet`);
  if (compareTimes(after.stamp, at) === 0) return { ...after, until: at };
  const before = samples[next - 1];
  if (before === undefined)
    throw missing(`TF of "${frame}" does not reach back to that time`, { tooEarly: true });
  const share =
    millisecondsBetween(before.stamp, at) / millisecondsBetween(before.stamp, after.stamp);
  return { pose: interpolate(before.pose, after.pose, share), stamp: at, until: after.stamp };
}

const missing = (message: string, details = {}): TidyError =>
  new TidyError("view-unavailable", message, { details });
