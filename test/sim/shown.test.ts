import { expect, test } from "vitest";
import { closeUpPose } from "../../perception/geometry/orbit.ts";
import type { Angle } from "../../perception/photo.ts";
import { loadProfile } from "../../perception/ros/load-profile.ts";
import { draw } from "../../sim/render/draw.ts";
import { stageOf } from "../../sim/render/stage.ts";
import { decides, excludedStates, shownAnswer } from "../../sim/shown.ts";
import { CAMERA, CLOSE_UPS } from "../../sim/simulated-lens.ts";
import { kindNamed, makeWorld, type World } from "../../sim/world.ts";

/** A surface with one thing on it. */
function alone(kind: string, state: string, seed = 2_110_100): World {
  const world = makeWorld(seed, { surfaceKind: "desk" });
  const extent = { minX: -0.05, maxX: 0.05, minY: -0.05, maxY: 0.05, radiusM: 0.05, heightM: 0.1 };
  return {
    ...world,
    objects: [
      {
        id: `${kind}-1`,
        kind,
        state,
        lookSeed: seed,
        stateSeed: seed + 1,
        position: [0, 0, 0],
        yawRad: 1,
        extent,
      },
    ],
  };
}

function seen(world: World, angle: Angle, radiusM = 0.06) {
  const stage = stageOf(world);
  const pose = closeUpPose({ position: [0, 0, 0], radiusM }, angle, CLOSE_UPS);
  const region = { x: 156, y: 92, width: 200, height: 200 };
  const drawing = draw(stage, { camera: CAMERA, pose, region });
  const compared = { stage, camera: CAMERA, pose, region, drawing, within: region };
  const excluded = excludedStates(compared, 0, new Map());
  const { kind, state } = world.objects[0]!;
  const answers = Object.fromEntries(
    kindNamed(kind).questions.map((question) => [
      question.ask,
      shownAnswer(question, state, excluded),
    ]),
  );
  return { answers, decided: decides(excluded) };
}

const RING = "Is there a wet, shiny ring or puddle of drink at the bottom only?";
const BITE = "Is there a pale bite taken out of it?";

test("a cup shows from above what is in it, and hides it from the side", () => {
  const world = alone("cup", "rest");
  const above = seen(world, "top");
  expect(above.answers[RING]).toBe("yes");
  expect(above.decided).toBe(true);
  const side = seen(world, "left");
  expect(side.answers[RING]).toBe("unknown");
  expect(side.decided).toBe(false);
});

test("an apple that looks sound from a side may be bitten on the other", () => {
  const sound = seen(alone("apple", "whole"), "front");
  expect(sound.answers[BITE]).toBe("unknown");
  expect(sound.decided).toBe(false);
  const bitten = (["front", "back", "left", "right"] as const).map(
    (angle) => seen(alone("apple", "bitten"), angle).answers[BITE],
  );
  expect(bitten).toContain("yes");
  expect(bitten).toContain("unknown");
}, 60_000);

test("what no state with the other answer could have shown is shown, untold states included", () => {
  const question = {
    ask: "Is it so?",
    wordings: ["", "", "", ""] as const,
    truth: { a: "yes", b: "yes", c: "no", untold: "no" } as const,
  };
  expect(shownAnswer(question, "a", { b: false, c: true, untold: true })).toBe("yes");
  expect(shownAnswer(question, "a", { b: true, c: true, untold: false })).toBe("unknown");
  expect(shownAnswer(question, "c", { a: true, b: false, untold: false })).toBe("unknown");
});

test("the close-ups that are labelled are taken as the simulated robot takes them", async () => {
  const { orbit } = await loadProfile();
  expect(orbit).toEqual(CLOSE_UPS);
});
