import { loadKey } from "../../datasets/key.ts";
import { objectsOfDataset } from "../../datasets/objects-of-dataset.ts";
import type { ArmProfile } from "../../perception/ros/profile.ts";
import type { Situation } from "../../perception/situation.ts";
import { TidyError } from "../../perception/tidy-error.ts";
import type { BridgeDialect } from "../../sim/bridge/bridge-dialect.ts";
import type { SimulatedMover } from "../../sim/mover-profile.ts";
import { startReplay } from "../../sim/replay/start-replay.ts";
import { PLACES, worldNamed } from "../../sim/scenes/world-named.ts";
import { scoringServer } from "../../sim/scoring-server.ts";
import { startSimulation } from "../../sim/simulation.ts";
import { writeAside } from "../run-directory.ts";
import { datasetSurface } from "./dataset-surface.ts";
import { situationOption } from "./parse-options.ts";
import { simulatedRange } from "./sim-range.ts";

export type SimOptions = {
  readonly scene: string;
  readonly surface?: string;
  readonly writeObjects?: string;
  readonly situation?: Situation;
  readonly port: number;
  readonly speed: number;
  readonly dialect: BridgeDialect["name"];
  readonly mover: SimulatedMover;
};

/** A robot that listens, and what is to be said of it. */
export type Served = {
  /** The robot as an agent must know it, with its address. */
  readonly profile: ArmProfile;
  readonly about: readonly string[];
  /** The command that runs on it, where `--robot` is given as this word. */
  runOn(robot: string): string;
  close(): Promise<void>;
};

/** A rendered surface's robot, and the server that scores what is decided about it. */
export async function serveScene(options: SimOptions, signal: AbortSignal): Promise<Served> {
  const { scene, port, speed, dialect, mover } = options;
  const range = simulatedRange(PLACES.includes(scene) ? `sim:${scene}:1` : `sim:${scene}`);
  const simulation = await startSimulation({
    world: worldNamed(range, range.seeds[0]!, options.situation),
    speed,
    dialect,
    mover,
    port,
    signal,
  });
  const { world, robot, profile } = simulation;
  try {
    const scoring = await scoringServer({ world, key: loadKey() });
    const situated = situationOption(world.situation);
    const situation = situated === "" ? "" : ` --situation ${situated}`;
    return {
      profile,
      about: [
        `a simulated robot listens at ${robot.url}`,
        `decisions are scored, once and when final, at ${scoring.url}`,
      ],
      runOn: (word) =>
        `tactful run --robot ${word} --instruction "${world.instruction}"${situation} --dry-run`,
      close: async () => {
        await Promise.all([simulation.close(), scoring.close()]);
      },
    };
  } catch (error) {
    await simulation.close();
    throw error;
  }
}

/** A robot whose camera sees a dataset's photographs. Writes what is to be told of them, if asked to. */
export async function serveReplay(
  dataset: string,
  options: SimOptions,
  signal: AbortSignal,
): Promise<Served> {
  const { surface, writeObjects, port, speed, dialect, mover } = options;
  if (mover === "joints")
    throw new TidyError(
      "bad-input",
      "--mover joints: taught joints show the whole surface from each side, which no photo of a dataset does; there are action, service, topic",
    );
  const { loaded, surfaceId } = await datasetSurface(dataset, surface);
  const told = objectsOfDataset(loaded, surfaceId, { places: true });
  if (writeObjects !== undefined)
    await writeAside(writeObjects, `${JSON.stringify(told, undefined, 2)}\n`);
  const onFault = (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  };
  const served = { loaded, surfaceId, port, speed, dialect, mover };
  const robot = await startReplay({ ...served, onFault, signal });
  const file = writeObjects ?? "objects.json";
  const named = surface === undefined ? "" : ` --surface ${surfaceId}`;
  return {
    profile: robot.profile,
    about: [
      `a robot that sees the photographs of ${surfaceId} listens at ${robot.url}`,
      ...(writeObjects === undefined
        ? [`tactful dataset objects ${dataset}${named} --for-replay --out ${file}`]
        : []),
    ],
    runOn: (word) => `tactful run --robot ${word} --objects ${file} --dry-run`,
    close: () => robot.close(),
  };
}
