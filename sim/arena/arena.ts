import type { Pose } from "../../perception/geometry/pose.ts";
import type { ArmProfile } from "../../perception/ros/profile.ts";
import { TidyError } from "../../perception/tidy-error.ts";
import type { BridgeDialect } from "../bridge/bridge-dialect.ts";
import type { PoseMover } from "../mover-profile.ts";
import { type Simulation, startSimulation } from "../simulation.ts";
import { type ArenaSurface, type JudgedObject, judge } from "./judge.ts";
import { type Outcome, type Over, type Turn, toldSurface } from "./messages.ts";
import { Referee } from "./referee.ts";

/** How long clients have at the end to read what was said last. */
const LEAVE_MS = 2000;

export type ArenaOptions = {
  /** What stands before the robot when it starts. */
  readonly first: ArenaSurface;
  readonly speed: number;
  readonly dialect: BridgeDialect["name"];
  /** Taught joints are taught for one surface, so they are none. */
  readonly mover: PoseMover;
  /** 0 takes a free one. */
  readonly port: number;
  /** A message decided nothing, and why. */
  readonly onRefused: (surface: string, why: string) => void;
  readonly signal: AbortSignal;
};

/** A surface that an agent has decided about. */
export type Played = {
  readonly objects: readonly JudgedObject[];
  /** How long it was at hand. */
  readonly seconds: number;
};

/** One robot behind one bridge, before which surface after surface is put for any agent to decide. */
export class Arena {
  readonly #simulation: Simulation;
  readonly #referee: Referee;
  readonly #looks: Pose[];
  readonly #stopped: Promise<never>;
  #standing: ArenaSurface;

  private constructor(simulation: Simulation, looks: Pose[], options: ArenaOptions) {
    this.#simulation = simulation;
    this.#referee = new Referee(simulation.robot.graph, options.onRefused);
    this.#looks = looks;
    this.#stopped = aborted(options.signal);
    // Heard of where it is waited for.
    this.#stopped.catch(() => {});
    this.#standing = options.first;
  }

  static async open(options: ArenaOptions): Promise<Arena> {
    const { first, speed, dialect, mover, port, signal } = options;
    const looks: Pose[] = [];
    const simulation = await startSimulation({
      world: first.world,
      speed,
      dialect,
      mover,
      port,
      onArrive: (pose) => looks.push(pose),
      signal,
    });
    return new Arena(simulation, looks, options);
  }

  /** The robot as an agent must know it, with its address. */
  get profile(): ArmProfile {
    return this.#simulation.profile;
  }

  /** Puts a surface before the robot; resolves when it is decided, rejects with `aborted`. */
  async play(surface: ArenaSurface, turn: Turn): Promise<Played> {
    if (surface !== this.#standing) this.#simulation.put(surface.world);
    this.#standing = surface;
    this.#looks.length = 0;
    const started = performance.now();
    const scenePhoto = {
      frame: this.profile.frames.surface,
      pose: surface.world.sceneCameraPose,
    };
    const decisions = await Promise.race([
      this.#referee.show(toldSurface(surface.surface, scenePhoto, turn)),
      this.#stopped,
    ]);
    const seconds = (performance.now() - started) / 1000;
    return { objects: judge(surface, decisions, this.#looks), seconds };
  }

  tell(outcome: Outcome): void {
    this.#referee.tell(outcome);
  }

  /** Says that there is no more to decide. */
  end(over: Over): void {
    this.#referee.end(over);
  }

  /** Closes it when all that was said has gone out. */
  close(): Promise<void> {
    return this.#simulation.close(LEAVE_MS);
  }
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const stop = () => reject(new TidyError("aborted", "the arena was stopped"));
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
