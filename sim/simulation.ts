import type { ArmProfile } from "../perception/ros/profile.ts";
import type { BridgeDialect } from "./bridge/bridge-dialect.ts";
import { type SimulatedRobot, startSimulatedRobot } from "./bridge/simulated-robot.ts";
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
  readonly signal?: AbortSignal;
};

/** A surface with a robot before it, reachable at `robot.url` alone; `world` is for its owner. */
export type Simulation = {
  readonly world: World;
  readonly robot: SimulatedRobot;
  /** The robot as an agent must know it, with its address. */
  readonly profile: ArmProfile;
  close(): Promise<void>;
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
    obstacles: [...world.objects, ...world.clutter.filter(isProp)].map(
      ({ id, position, extent }) => ({ id, position, ...extent }),
    ),
    sceneCameraPose: world.sceneCameraPose,
    port,
    speed,
    ...(options.dialect && { dialect: options.dialect }),
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
    close: async () => {
      await robot.close();
      if (options.pool === undefined) await pool.close();
    },
  };
}
