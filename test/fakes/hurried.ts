import type { ArmProfile } from "../../perception/ros/profile.ts";

/** The same profile with other waits: `waitMs` for whatever may fail to come. */
export const hurried = <Profile extends ArmProfile>(profile: Profile, waitMs: number): Profile => ({
  ...profile,
  link: {
    connectWithinMs: 4000,
    heartbeatMs: 200,
    missedHeartbeats: 2,
    retryFromMs: 5,
    retryToMs: 20,
    callWithinMs: waitMs,
  },
  camera: { ...profile.camera, freshWithinMs: waitMs },
  mover: {
    ...profile.mover,
    deadlineMs: waitMs,
    ...("cancelWithinMs" in profile.mover && { cancelWithinMs: waitMs }),
  },
  settle: { ...profile.settle, withinMs: waitMs },
});
