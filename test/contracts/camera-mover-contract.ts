import { expect, test } from "vitest";
import type { CameraMover } from "../../perception/camera-mover.ts";
import { near, type Pose } from "../../perception/geometry/pose.ts";

/** A mover, a pose it can take, one outside its workspace, and how often the robot was told to move. */
export type MoverScene = {
  readonly mover: CameraMover;
  readonly reachable: Pose;
  readonly outside: Pose;
  readonly commands: () => number;
};

/** What every mover promises. */
export function cameraMoverContract(name: string, aScene: () => Promise<MoverScene>): void {
  test(`${name}: arrives where it was sent, and says when by the robot's clock`, async () => {
    const { mover, reachable } = await aScene();
    const arrival = await mover.moveTo(reachable);
    if (arrival.kind !== "arrived") throw new Error(arrival.reason);
    expect(near(arrival.pose, reachable, 0.01, 0.02)).toBe(true);
    expect(arrival.stamp.sec).toBeGreaterThan(0);
  });

  test(`${name}: refuses a pose outside the workspace before the robot hears of it`, async () => {
    const { mover, outside, commands } = await aScene();
    const arrival = await mover.moveTo(outside);
    expect(arrival).toMatchObject({ kind: "refused", reason: expect.stringMatching(/workspace/) });
    expect(commands()).toBe(0);
  });

  test(`${name}: refuses a pose that is none`, async () => {
    const { mover, reachable, commands } = await aScene();
    const nowhere: Pose = { ...reachable, position: [Number.NaN, 0, 0.5] };
    const askew: Pose = { ...reachable, orientation: [0, 0, 0, 0] };
    for (const pose of [nowhere, askew])
      expect(await mover.moveTo(pose)).toMatchObject({ kind: "refused" });
    expect(commands()).toBe(0);
  });

  test(`${name}: does not move when told to stop`, async () => {
    const { mover, reachable, commands } = await aScene();
    const stopped = mover.moveTo(reachable, { signal: AbortSignal.abort() });
    await expect(stopped).rejects.toMatchObject({ code: "aborted" });
    expect(commands()).toBe(0);
  });
}
