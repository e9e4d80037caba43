import { near, type Pose } from "../geometry/pose.ts";
import type { RobotTime } from "../photo.ts";

/** How far the camera must have been for the same picture to be impossible: metres, radians. */
const ELSEWHERE_M = 0.02;
const ELSEWHERE_RAD = 0.035;
const MOST_FRAMES = 1000;

type FirstSeen = { readonly stamp: RobotTime; places: readonly Pose[] | undefined };

/**
 * Remembers from where each picture was first sent. A camera that hangs goes on sending the same bytes
 * under new stamps; what was first seen from elsewhere is no picture of here.
 */
export class FrozenFrames {
  readonly #firstSeen = new Map<string, FirstSeen>();
  readonly #placesAt: (stamp: RobotTime) => readonly Pose[] | undefined;
  /** Of which it is not known yet from where: TF comes a little later than pictures do. */
  readonly #open = new Set<FirstSeen>();

  /** `placesAt` tells where the camera may have been at a robot time, `undefined`: not known yet. */
  constructor(placesAt: (stamp: RobotTime) => readonly Pose[] | undefined) {
    this.#placesAt = placesAt;
  }

  /** A frame came. */
  note(digest: string, stamp: RobotTime): void {
    this.#settle();
    if (this.#firstSeen.has(digest)) return;
    const seen: FirstSeen = { stamp, places: undefined };
    this.#firstSeen.set(digest, seen);
    this.#open.add(seen);
    for (const [oldest, its] of this.#firstSeen) {
      if (this.#firstSeen.size <= MOST_FRAMES) break;
      this.#firstSeen.delete(oldest);
      this.#open.delete(its);
    }
  }

  /** Whether these bytes were first sent when the camera was elsewhere. */
  isFrozen(digest: string, pose: Pose): boolean {
    this.#settle();
    const places = this.#firstSeen.get(digest)?.places;
    return places?.every((it) => !near(it, pose, ELSEWHERE_M, ELSEWHERE_RAD)) ?? false;
  }

  #settle(): void {
    for (const seen of this.#open) {
      seen.places = this.#placesAt(seen.stamp);
      if (seen.places !== undefined) this.#open.delete(seen);
    }
  }
}
