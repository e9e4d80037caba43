import { loadKey } from "../../datasets/key.ts";
import { objectsOfDataset } from "../../datasets/objects-of-dataset.ts";
import type { Situation } from "../../perception/situation.ts";
import type { BridgeDialect } from "../../sim/bridge/bridge-dialect.ts";
import type { SimulatedMover } from "../../sim/mover-profile.ts";
import { startReplay } from "../../sim/replay/start-replay.ts";
import { scoringServer } from "../../sim/scoring-server.ts";
import { startSimulation } from "../../sim/simulation.ts";
import { writeAside } from "../run-directory.ts";
import { datasetSurface } from "./dataset-surface.ts";
import { situationOption } from "./parse-options.ts";
import { profileFile } from "./sim-profile.ts";
import { simulatedRange } from "./simulated-range.ts";

export type SimOptions = {
  readonly scene: string;
  readonly surface?: string;
  readonly writeObjects?: string;
  readonly situation?: Situation;
  readonly port: number;
  readonly speed: number;
  readonly dialect: BridgeDialect["name"];
  readonly mover: SimulatedMover;
  /** Where its profile is to be written. */
  readonly profile?: string;
};

/** A robot that listens, and what is to be said of it; the last line runs on it. */
export type Served = {
  readonly url: string;
  readonly lines: readonly string[];
  close(): Promise<void>;
};

/** A rendered surface's robot, and the server that scores what is decided about it. */
export async function serveScene(options: SimOptions, signal: AbortSignal): Promise<Served> {
  const { scene, port, speed, dialect, mover } = options;
  const { seeds, surfaceKind } = simulatedRange(`sim:${scene}`);
  const simulation = await startSimulation({
    seed: seeds[0]!,
    ...(surfaceKind !== undefined && { surfaceKind }),
    ...(options.situation && { situation: options.situation }),
    speed,
    dialect,
    mover,
    port,
    signal,
  });
  const { world, robot } = simulation;
  const closing: (() => Promise<void>)[] = [() => simulation.close()];
  const close = async () => {
    await Promise.all(closing.map((end) => end()));
  };
  // An agent knows the robot that is moved by an action by itself; any other needs a profile.
  const told = options.profile !== undefined || mover !== "action";
  try {
    const file = told ? await profileFile(simulation.profile, options.profile) : undefined;
    if (file !== undefined) closing.push(file.remove);
    const scoring = await scoringServer({ world, key: loadKey() });
    closing.push(() => scoring.close());
    const situated = situationOption(world.situation);
    const situation = situated === "" ? "" : ` --situation ${situated}`;
    return {
      url: robot.url,
      lines: [
        `a simulated robot listens at ${robot.url}`,
        `decisions are scored, once and when final, at ${scoring.url}`,
        ...(file === undefined ? [] : [`its profile is ${file.path}`]),
        `tactful run --robot ${file?.word ?? robot.url} --instruction "${world.instruction}"${situation} --dry-run`,
      ],
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A robot whose camera sees a dataset's photographs. Writes what is to be told of them, if asked to. */
export async function serveReplay(
  dataset: string,
  options: SimOptions,
  signal: AbortSignal,
): Promise<Served> {
  const { surface, writeObjects, port, speed, dialect } = options;
  const { loaded, surfaceId } = await datasetSurface(dataset, surface);
  const told = objectsOfDataset(loaded, surfaceId, { places: true });
  if (writeObjects !== undefined)
    await writeAside(writeObjects, `${JSON.stringify(told, undefined, 2)}\n`);
  const onFault = (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  };
  const robot = await startReplay({ loaded, surfaceId, port, speed, dialect, onFault, signal });
  const file = writeObjects ?? "objects.json";
  const named = surface === undefined ? "" : ` --surface ${surfaceId}`;
  return {
    url: robot.url,
    lines: [
      `a robot that sees the photographs of ${surfaceId} listens at ${robot.url}`,
      ...(writeObjects === undefined
        ? [`tactful dataset objects ${dataset}${named} --for-replay --out ${file}`]
        : []),
      `tactful run --robot ${robot.url} --objects ${file} --dry-run`,
    ],
    close: () => robot.close(),
  };
}
