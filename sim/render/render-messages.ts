import type { Intrinsics } from "../../perception/geometry/camera.ts";
import type { Pose } from "../../perception/geometry/pose.ts";
import type { Box } from "../../perception/surface.ts";
import type { Excluded } from "../shown.ts";
import type { World } from "../world.ts";

/** What the pool asks of a worker. `worldKey` names the world for the worker's cache. */
export type RenderRequest = {
  readonly worldKey: string;
  readonly world: World;
  readonly camera: Intrinsics;
  readonly pose: Pose;
  readonly region: Box;
  /** Renders where absent; else finds the states of that object which the region excludes. */
  readonly objectIndex?: number;
};

export type RenderReply =
  | { readonly kind: "rendered"; readonly rgb: Uint8Array }
  | { readonly kind: "excluded"; readonly excluded: Excluded }
  | { readonly kind: "failed"; readonly message: string };
