import { near, type Pose } from "../geometry/pose.ts";

/** How far the camera must have been for the same picture to be impossible: metres, radians. */
const ELSEWHERE_M = 0.02;
const ELSEWHERE_RAD = 0.035;
const MOST_FRAMES = 1000;

/**
 * Remembers from where each picture was first sent. A camera that hangs goes on sending the same bytes
 * under new stamps; what was first seen from elsewhere is no picture of here.
 */
export class FrozenFrames {
  readonly #firstSeen = new Map<string, Pose>();

  /** A frame came while the camera was there. */
  note(digest: string, pose: Pose): void {
    if (this.#firstSeen.has(digest)) return;
    this.#firstSeen.set(digest, pose);
    for (const oldest of this.#firstSeen.keys()) {
      if (this.#firstSeen.size <= MOST_FRAMES) break;
      this.#firstSeen.delete(oldest);
    }
  }

  /** Whether these bytes were first sent when the camera was elsewhere. */
  isFrozen(digest: string, pose: Pose): boolean {
    const first = this.#firstSeen.get(digest);
    return first !== undefined && !near(first, pose, ELSEWHERE_M, ELSEWHERE_RAD);
  }
}
