import type { Pose } from "../perception/geometry/pose.ts";
import type { ArmProfile } from "../perception/ros/profile.ts";
import type { BridgeDialect } from "./bridge/bridge-dialect.ts";
import {
  type SimulatedRobot,
  type StandingBefore,
  startSimulatedRobot,
} from "./bridge/simulated-robot.ts";
import { isProp } from "./clutter/draw-clutter.ts";
import { moverProfile, type SimulatedMover } from "./mover-profile.ts";
import { type RenderPool, renderPool } from "./render/render-pool.ts";
import { simulatedCamera } from "./simulated-camera.ts";
import type { World } from "./world.ts";

export type SimulationOptions = {
  readonly world: World;
  readonly speed: number;
  /** What the robot's bridge speaks; ROS 1 if not given. */
  readonly dialect?: BridgeDialect["name"];
  /** How its camera is moved; by an action if not given. */
  readonly mover?: SimulatedMover;
  /** 0 takes a free one. */
  readonly port?: number;
  /** Rendering threads, unless a pool is shared. */
  readonly threads?: number;
  readonly pool?: RenderPool;
  /** The camera has arrived where it was sent: optical frame in the surface frame. */
  readonly onArrive?: (pose: Pose) => void;
  readonly signal?: AbortSignal;
};

/** A surface with a robot before it, reachable at `robot.url` alone; `world` is for its owner. */
export type Simulation = {
  /** The surface that it was started with. */
  readonly world: World;
  readonly robot: SimulatedRobot;
  /** The robot as an agent must know it, with its address. */
  readonly profile: ArmProfile;
  /** Puts another surface before the same robot. */
  put(world: World): void;
  close(patienceMs?: number): Promise<void>;
};

/** Starts the robot of a surface. What it is told to take away is gone from later photos. */
export async function startSimulation(options: SimulationOptions): Promise<Simulation> {
  const { world, speed, port = 0, threads = 2, signal } = options;
  const pool = options.pool ?? renderPool({ threads });
  let present = world;
  let camera = simulatedCamera(present, pool);
  const profile = await moverProfile(options.mover ?? "action", world.sceneCameraPose);
  const robot = await startSimulatedRobot({
    profile,
    camera: {
      intrinsics: camera.intrinsics,
      shoot: (pose) => camera.shoot(pose),
    },
    ...standing(world),
    port,
    speed,
    ...(options.dialect && { dialect: options.dialect }),
    ...(options.onArrive && { onArrive: options.onArrive }),
    onAct: ({ objectId, removed }) => {
      if (!removed) return;
      const stays = ({ id }: { readonly id: string }) => id !== objectId;
      const { objects, clutter } = present;
      present = { ...present, objects: objects.filter(stays), clutter: clutter.filter(stays) };
      camera = simulatedCamera(present, pool);
    },
    ...(signal && { signal }),
  });
  return {
    world,
    robot,
    profile: { ...profile, url: robot.url },
    put: (next) => {
      present = next;
      camera = simulatedCamera(present, pool);
      robot.put(standing(present));
    },
    close: async (patienceMs) => {
      await robot.close(patienceMs);
      if (options.pool === undefined) await pool.close();
    },
  };
}

const standing = ({ objects, clutter, sceneCameraPose }: World): StandingBefore => ({
  obstacles: [...objects, ...clutter.filter(isProp)].map(
    ({ id, position, yawRad, extent: { radiusM, heightM, ...rectangle } }) => ({
      id,
      position,
      radiusM,
      heightM,
      footprint: { ...rectangle, yawRad },
    }),
  ),
  sceneCameraPose,
});
