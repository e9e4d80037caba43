import { assumedLens } from "../../datasets/lay-out.ts";
import { type LoadedDataset, surfaceOf } from "../../datasets/load-dataset.ts";
import { loadProfile } from "../../perception/ros/load-profile.ts";
import type { BridgeDialect } from "../bridge/bridge-dialect.ts";
import { type SimulatedRobot, startSimulatedRobot } from "../bridge/simulated-robot.ts";
import { replayedViews } from "./replayed-views.ts";

/** How tall things are taken to be, in radii; only hands ask. */
const TALL = 1.5;

export type ReplayOptions = {
  readonly loaded: LoadedDataset;
  readonly surfaceId: string;
  readonly speed: number;
  readonly dialect?: BridgeDialect["name"];
  /** 0 takes a free one. */
  readonly port?: number;
  /** A photo could not be read; the camera then sends nothing. */
  readonly onFault?: (error: unknown) => void;
  readonly signal?: AbortSignal;
};

/** A robot whose camera sees a dataset's photos, from where each is taken to be taken, and no others. */
export async function startReplay(options: ReplayOptions): Promise<SimulatedRobot> {
  const { loaded, surfaceId, speed, port = 0, dialect, onFault, signal } = options;
  const { orbit } = await loadProfile();
  const views = replayedViews(loaded, surfaceId, orbit);
  const { id } = surfaceOf(loaded, surfaceId);
  return startSimulatedRobot({
    camera: {
      intrinsics: assumedLens(loaded.sceneSizes.get(id)!),
      shoot: (pose) => views.shoot(pose),
    },
    obstacles: views.places.map(({ position, radiusM, id: name }) => ({
      id: name,
      position,
      radiusM,
      heightM: TALL * radiusM,
    })),
    sceneCameraPose: views.scenePose,
    refusal: (pose) => views.refusal(pose),
    port,
    speed,
    ...(dialect && { dialect }),
    ...(onFault && { onFault }),
    ...(signal && { signal }),
  });
}
