import { expect, test } from "vitest";
import type { CameraMover, CameraTarget } from "../../perception/camera-mover.ts";
import { near, type Pose } from "../../perception/geometry/pose.ts";

/** A mover, a view it can take, and how often the robot was told to move. */
export type MoverScene = {
  readonly mover: CameraMover;
  readonly reachable: CameraTarget;
  /** Where the camera is when it has taken that view, if the mover can know it. */
  readonly there?: Pose;
  /** A view that it may not take. */
  readonly outside: CameraTarget;
  readonly commands: () => number;
};

/** What every mover promises. One that is given no poses, or tells none, says why. */
export function cameraMoverContract(
  name: string,
  aScene: () => Promise<MoverScene>,
  options: { readonly takesNoPoses?: string; readonly tellsNoPose?: string } = {},
): void {
  test(`${name}: arrives, and says when by the robot's clock`, async () => {
    const { mover, reachable } = await aScene();
    const arrival = await mover.moveTo(reachable);
    if (arrival.kind !== "arrived") throw new Error(arrival.reason);
    expect(arrival.stamp.sec).toBeGreaterThan(0);
  });

  test.skipIf(options.tellsNoPose !== undefined)(
    `${name}: arrives where it was sent${because(options.tellsNoPose)}`,
    async () => {
      const { mover, reachable, there } = await aScene();
      const arrival = await mover.moveTo(reachable);
      if (arrival.kind !== "arrived") throw new Error(arrival.reason);
      expect(near(arrival.pose!, there!, 0.01, 0.02)).toBe(true);
    },
  );

  test(`${name}: refuses a view that it may not take before the robot hears of it`, async () => {
    const { mover, outside, commands } = await aScene();
    const arrival = await mover.moveTo(outside);
    expect(arrival).toMatchObject({
      kind: "refused",
      reason: expect.stringMatching(/workspace|nobody (taught|is asked)/),
    });
    expect(commands()).toBe(0);
  });

  test.skipIf(options.takesNoPoses !== undefined)(
    `${name}: refuses a pose that is none${because(options.takesNoPoses)}`,
    async () => {
      const { mover, reachable, there, commands } = await aScene();
      const nowhere: Pose = { ...there!, position: [Number.NaN, 0, 0.5] };
      const askew: Pose = { ...there!, orientation: [0, 0, 0, 0] };
      for (const pose of [nowhere, askew])
        expect(await mover.moveTo({ ...reachable, pose })).toMatchObject({ kind: "refused" });
      expect(commands()).toBe(0);
    },
  );

  test(`${name}: does not move when told to stop`, async () => {
    const { mover, reachable, commands } = await aScene();
    const stopped = mover.moveTo(reachable, { signal: AbortSignal.abort() });
    await expect(stopped).rejects.toMatchObject({ code: "aborted" });
    expect(commands()).toBe(0);
  });
}

const because = (reason: string | undefined): string =>
  reason === undefined ? "" : ` (skipped: ${reason})`;
