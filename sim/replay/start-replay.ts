import { assumedLens } from "../../datasets/lay-out.ts";
import { type LoadedDataset, surfaceOf } from "../../datasets/load-dataset.ts";
import type { PoseProfile } from "../../perception/ros/profile.ts";
import type { BridgeDialect } from "../bridge/bridge-dialect.ts";
import { type SimulatedRobot, startSimulatedRobot } from "../bridge/simulated-robot.ts";
import { type PoseMover, poseMoverProfile } from "../mover-profile.ts";
import { replayedViews } from "./replayed-views.ts";

/** How tall things are taken to be, in radii; only hands ask. */
const TALL = 1.5;

export type ReplayOptions = {
  readonly loaded: LoadedDataset;
  readonly surfaceId: string;
  readonly speed: number;
  readonly dialect?: BridgeDialect["name"];
  /** How its camera is moved; by an action if not given. Taught views show more than any photo. */
  readonly mover?: PoseMover;
  /** 0 takes a free one. */
  readonly port?: number;
  /** A photo could not be read; the camera then sends nothing. */
  readonly onFault?: (error: unknown) => void;
  readonly signal?: AbortSignal;
};

/** A robot that sees photos, and how an agent must know it, with its address. */
export type Replay = SimulatedRobot & { readonly profile: PoseProfile };

/** A robot whose camera sees a dataset's photos, from where each is taken to be taken, and no others. */
export async function startReplay(options: ReplayOptions): Promise<Replay> {
  const { loaded, surfaceId, speed, port = 0, dialect, onFault, signal } = options;
  const profile = await poseMoverProfile(options.mover ?? "action");
  const views = replayedViews(loaded, surfaceId, profile.orbit);
  const { id } = surfaceOf(loaded, surfaceId);
  const robot = await startSimulatedRobot({
    profile,
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
  return { ...robot, profile: { ...profile, url: robot.url } };
}
