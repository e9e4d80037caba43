import type { CallOptions } from "../call-options.ts";
import type { Pose } from "../geometry/pose.ts";
import type { Angle, Photo, View } from "../photo.ts";
import type { Dialect } from "./dialect.ts";
import type { RosLink } from "./ros-link.ts";

/** A camera that is brought to a view and photographs it, one view at a time. */
export type RobotCamera = {
  readonly angles: readonly Angle[];
  /** Rejects with `view-unavailable`, `view-stale`, `unreachable` or `aborted`. */
  photograph(view: View, call: CallOptions): Promise<Photo>;
  close(): void;
};

export type RobotCameraOptions = {
  readonly link: RosLink;
  readonly dialect: Dialect;
  readonly signal: AbortSignal | undefined;
  /** Where the scene photo is taken from, if not from where the profile or its frame says. */
  readonly told: Pose | undefined;
};
