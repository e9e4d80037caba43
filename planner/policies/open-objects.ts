import type { Angle } from "../../perception/photo.ts";
import type { ObjectRecord, Run } from "../run.ts";

/** Objects still to be decided whose last photo is not being answered just now. */
export function undecided(run: Run, busy: ReadonlySet<string>): readonly ObjectRecord[] {
  return run.objects.filter(({ object, decision }) => !decision && !busy.has(object.id));
}

/** Angles the robot has, from which the object was neither seen nor refused to be seen. */
export function anglesLeft({ looks, refused }: ObjectRecord, run: Run): readonly Angle[] {
  return run.angles.filter(
    (angle) => !looks.includes(angle) && !refused.some((each) => each.angle === angle),
  );
}

/** Close-ups that the budget still allows; a busy object has one more under way than it has answers to. */
export function looksLeft(run: Run, busy: ReadonlySet<string>): number {
  return run.budget - busy.size - run.objects.reduce((sum, { looks }) => sum + looks.length, 0);
}
