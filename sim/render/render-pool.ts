import type { Worker } from "node:worker_threads";
import type { CallOptions } from "../../perception/call-options.ts";
import type { Intrinsics } from "../../perception/geometry/camera.ts";
import type { Pose } from "../../perception/geometry/pose.ts";
import { startWorker } from "../../perception/start-worker.ts";
import type { Box } from "../../perception/surface.ts";
import { TidyError } from "../../perception/tidy-error.ts";
import type { Excluded } from "../shown.ts";
import type { World } from "../world.ts";
import type { RenderReply, RenderRequest } from "./render-messages.ts";

/** Renders worlds in worker threads. */
export type RenderPool = {
  /**
   * The photo, or a region of it in whole pixels, with the camera's noise: three bytes a pixel, row
   * by row. Rejects with `aborted`; a worker that dies is replaced and its work done again, once.
   */
  render(
    world: World,
    pose: Pose,
    camera: Intrinsics,
    options?: CallOptions & { readonly region?: Box },
  ): Promise<Uint8Array>;
  /** States that the object cannot be in, for all that this part of such a photo shows. */
  excluded(
    world: World,
    objectId: string,
    pose: Pose,
    camera: Intrinsics,
    region: Box,
    options?: CallOptions,
  ): Promise<Excluded>;
  close(): Promise<void>;
};

type Task = {
  readonly request: RenderRequest;
  readonly resolve: (reply: RenderReply) => void;
  readonly reject: (error: unknown) => void;
  triesLeft: number;
};

type Slot = { worker: Worker | undefined; task: Task | undefined };

/** Starts no thread before there is something to render. */
export function renderPool({ threads }: { readonly threads: number }): RenderPool {
  const slots: Slot[] = Array.from({ length: threads }, () => ({
    worker: undefined,
    task: undefined,
  }));
  let queue: Task[] = [];
  let closed = false;
  const keys = new WeakMap<World, string>();
  let worlds = 0;

  const keyOf = (world: World): string => {
    const known = keys.get(world) ?? `world-${worlds++}`;
    keys.set(world, known);
    return known;
  };
  const feed = () => {
    for (const slot of slots) {
      if (slot.task !== undefined) continue;
      const task = queue.shift();
      if (task === undefined) return;
      slot.task = task;
      slot.worker ??= start(slot);
      slot.worker.ref();
      slot.worker.postMessage(task.request);
    }
  };
  const start = (slot: Slot): Worker => {
    const worker = startWorker(import.meta.url, "./render-worker");
    const died = (cause: unknown) => {
      if (slot.worker !== worker) return;
      slot.worker = undefined;
      const { task } = slot;
      slot.task = undefined;
      if (task !== undefined && task.triesLeft > 0 && !closed) {
        task.triesLeft--;
        queue.unshift(task);
      } else {
        task?.reject(new TidyError("unreachable", "the renderer died", { cause }));
      }
      feed();
    };
    worker.on("message", (reply: RenderReply) => {
      // A late reply must not let go of a thread whose end is waited for.
      if (slot.worker !== worker) return;
      const { task } = slot;
      slot.task = undefined;
      worker.unref();
      task?.resolve(reply);
      feed();
    });
    worker.on("error", died);
    worker.on("exit", died);
    return worker;
  };

  const ask = (request: RenderRequest, signal?: AbortSignal): Promise<RenderReply> =>
    new Promise((resolve, reject) => {
      if (closed) throw new TidyError("aborted", "the renderer is closed");
      const stop = () => {
        queue = queue.filter((waiting) => waiting !== task);
        reject(new TidyError("aborted", "rendering was stopped"));
      };
      if (signal?.aborted) return stop();
      const ended = () => signal?.removeEventListener("abort", stop);
      const task: Task = {
        request,
        triesLeft: 1,
        resolve: (reply) => {
          ended();
          if (reply.kind === "failed") reject(new Error(`rendering failed: ${reply.message}`));
          else resolve(reply);
        },
        reject: (error) => {
          ended();
          reject(error);
        },
      };
      signal?.addEventListener("abort", stop, { once: true });
      queue.push(task);
      feed();
    });

  return {
    render: async (world, pose, camera, { region, signal } = {}) => {
      const whole = region ?? { x: 0, y: 0, width: camera.widthPx, height: camera.heightPx };
      const base = { worldKey: keyOf(world), world, camera, pose };
      const idle = slots.filter((slot) => slot.task === undefined).length;
      const bands = bandsOf(whole, queue.length > 0 ? 1 : idle);
      const replies = await Promise.all(
        bands.map((band) => ask({ ...base, region: band }, signal)),
      );
      const rgb = new Uint8Array(whole.width * whole.height * 3);
      replies.forEach((reply, i) => {
        if (reply.kind !== "rendered") throw new Error("a renderer answered something else");
        rgb.set(reply.rgb, (bands[i]!.y - whole.y) * whole.width * 3);
      });
      return rgb;
    },
    excluded: async (world, objectId, pose, camera, region, { signal } = {}) => {
      const objectIndex = world.objects.findIndex(({ id }) => id === objectId);
      if (objectIndex < 0) throw new Error(`no object ${objectId} on surface ${world.seed}`);
      const base = { worldKey: keyOf(world), world, camera, pose };
      const reply = await ask({ ...base, region, objectIndex }, signal);
      if (reply.kind !== "excluded") throw new Error("a renderer answered something else");
      return reply.excluded;
    },
    close: async () => {
      closed = true;
      const stopped = new TidyError("aborted", "the renderer is closed");
      for (const task of queue) task.reject(stopped);
      queue = [];
      await Promise.all(
        slots.map(async (slot) => {
          const { worker, task } = slot;
          slot.worker = undefined;
          slot.task = undefined;
          task?.reject(stopped);
          await worker?.terminate();
        }),
      );
    },
  };
}

/** Cuts a region into about equal parts, one above the other, for workers that are free. */
function bandsOf(region: Box, count: number): readonly Box[] {
  const parts = Math.max(1, Math.min(count, Math.floor(region.height / 32)));
  return Array.from({ length: parts }, (_, i) => {
    const top = Math.round((region.height * i) / parts);
    const bottom = Math.round((region.height * (i + 1)) / parts);
    return { x: region.x, y: region.y + top, width: region.width, height: bottom - top };
  });
}
