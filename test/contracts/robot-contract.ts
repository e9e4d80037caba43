import { createHash } from "node:crypto";
import sharp from "sharp";
import { expect, test } from "vitest";
import { ANGLES } from "../../perception/photo.ts";
import type { Robot } from "../../perception/robot.ts";
import type { SceneObject } from "../../perception/surface.ts";
import { reversibilityOf, VERBS, type Verb } from "../../perception/tidy-action.ts";

/** A robot, something it can photograph from every angle it has, and something it cannot. */
export type RobotScene = {
  readonly robot: Robot;
  readonly thing: SceneObject;
  readonly ghost: SceneObject;
};

const actionFor = (verb: Verb, object: SceneObject) => ({
  verb,
  objectId: object.id,
  text: `${verb} the ${object.label}`,
  reversibility: reversibilityOf(verb),
});

/** What every robot promises. */
export function robotContract(name: string, aScene: () => Promise<RobotScene>): void {
  test(`${name}: photographs the scene and every angle that it says it has`, async () => {
    const { robot, thing } = await aScene();
    const close = robot.abilities.angles.map(
      (angle) => ({ kind: "close-up", object: thing, angle }) as const,
    );
    for (const view of [{ kind: "scene" } as const, ...close]) {
      const photo = await robot.photograph(view);
      expect(photo.view).toEqual(view);
      expect(photo.sha256).toBe(createHash("sha256").update(photo.bytes).digest("hex"));
      const { width, height, exif } = await sharp(photo.bytes).metadata();
      expect([width, height, exif]).toEqual([photo.widthPx, photo.heightPx, undefined]);
    }
  });

  test(`${name}: says so when it cannot see`, async () => {
    const { robot, ghost } = await aScene();
    for (const angle of ANGLES) {
      const unseen = robot.photograph({ kind: "close-up", object: ghost, angle });
      await expect(unseen).rejects.toMatchObject({ code: "view-unavailable" });
    }
  });

  test(`${name}: takes no photo when told to stop`, async () => {
    const { robot } = await aScene();
    const stopped = robot.photograph({ kind: "scene" }, { signal: AbortSignal.abort() });
    await expect(stopped).rejects.toMatchObject({ code: "aborted" });
  });

  test(`${name}: can always leave a thing, and refuses what it has no skill for`, async () => {
    const { robot, thing } = await aScene();
    const { skills } = robot.abilities;
    expect(skills).toContain("leave");
    expect((await robot.perform(actionFor("leave", thing), thing)).text).not.toBe("");
    for (const verb of VERBS.filter((it) => !skills.includes(it))) {
      const refused = robot.perform(actionFor(verb, thing), thing);
      await expect(refused).rejects.toMatchObject({ code: "skill-unavailable" });
    }
  });

  test(`${name}: may be closed twice`, async () => {
    const { robot } = await aScene();
    await robot.close();
    await robot.close();
  });
}
