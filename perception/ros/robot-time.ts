import type { RobotTime } from "../photo.ts";

/** Negative where `a` is earlier. Exact: seconds and nanoseconds are never joined in one number. */
export const compareTimes = (a: RobotTime, b: RobotTime): number =>
  a.sec === b.sec ? a.nanosec - b.nanosec : a.sec - b.sec;

/** Milliseconds from `from` to `to`; negative where `to` is earlier. */
export const millisecondsBetween = (from: RobotTime, to: RobotTime): number =>
  (to.sec - from.sec) * 1000 + (to.nanosec - from.nanosec) / 1e6;

/** The later of the two; either may be missing. */
export function laterOf(a: RobotTime | undefined, b: RobotTime | undefined): RobotTime | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return compareTimes(a, b) >= 0 ? a : b;
}
