import sharp from "sharp";
import { afterAll, expect, test } from "vitest";
import { embeddedVision } from "../../perception/embedded/embedded-vision.ts";
import { photoFrom } from "../../perception/images/photo-file.ts";
import type { View } from "../../perception/photo.ts";
import type { SceneObject } from "../../perception/surface.ts";
import { visionModelContract } from "../contracts/vision-model-contract.ts";

const vision = embeddedVision();
afterAll(() => vision.close());

const cup: SceneObject = {
  id: "cup-1",
  label: "cup",
  box: { x: 100, y: 80, width: 60, height: 70 },
};
const plate: SceneObject = {
  id: "plate-2",
  label: "plate",
  box: { x: 300, y: 200, width: 120, height: 60 },
};

const full = "Does a drink fill the cup to about half or more?";
const ask = (object: SceneObject, text: string) => ({ object, text, because: "it matters" });

visionModelContract("embedded", async () => ({
  model: vision,
  scene: await plainPhoto({ kind: "scene" }),
  closeUp: await plainPhoto({ kind: "close-up", object: cup, angle: "top" }),
  objects: [cup, plate],
}));

async function plainPhoto(view: View, background = "#7a6a5a", width = 512) {
  const bytes = await sharp({ create: { width, height: 384, channels: 3, background } })
    .jpeg()
    .toBuffer();
  return photoFrom(bytes, view);
}

test("answers every question in order, with probabilities that sum to 1, about its own object", async () => {
  const photo = await plainPhoto({ kind: "scene" });
  const questions = [ask(plate, "Is it clean?"), ask(cup, full), ask(plate, "Has it crumbs?")];
  const answers = await vision.answer(photo, questions);
  expect(answers.map(({ objectId }) => objectId)).toEqual(["plate-2", "cup-1", "plate-2"]);
  expect(answers.map(({ question }) => question)).toEqual(questions.map(({ text }) => text));
  for (const { yes, no, unknown, photo: sha256, model } of answers) {
    expect(yes + no + unknown).toBeCloseTo(1, 5);
    expect(sha256).toBe(photo.sha256);
    expect(model).toBe(vision.name);
  }
});

test("an empty picture tells nothing, and says so", async () => {
  const photo = await plainPhoto({ kind: "close-up", object: cup, angle: "top" }, "#ffffff");
  const [answer] = await vision.answer(photo, [ask(cup, full)]);
  expect(answer!.unknown).toBeGreaterThan(0.8);
  expect(await vision.describe(photo)).toMatch(/cannot tell|do not know/);
});

test("a photo of another camera's size is not judged, and it says so", async () => {
  const photo = await plainPhoto({ kind: "close-up", object: cup, angle: "top" }, "#7a6a5a", 640);
  const [answer] = await vision.answer(photo, [ask(cup, full)]);
  expect(answer).toMatchObject({ yes: 0.01, no: 0.01, unknown: 0.98, objectId: "cup-1" });
  expect(await vision.describe(photo)).toMatch(/640 x 384.*512 x 384.*cannot tell/);
});

test("an empty surface is described as one", async () => {
  const photo = await plainPhoto({ kind: "scene" });
  expect(await vision.describe(photo)).toMatch(/nothing/);
});

test("no questions, no answers, no model needed", async () => {
  expect(await vision.answer(await plainPhoto({ kind: "scene" }), [])).toEqual([]);
});

test("ships how far its answers can be trusted", () => {
  const { reply, replyTo, shown } = vision.likelihoods;
  for (const rows of [reply, ...Object.values(replyTo ?? {})]) {
    for (const { yes, no, unknown } of Object.values(rows)) {
      expect(yes + no + unknown).toBeCloseTo(1, 2);
    }
  }
  expect(replyTo?.[full]?.yes.yes).toBeGreaterThan(0.5);
  expect(reply.yes.yes).toBeGreaterThan(reply.yes.no);
  expect(reply.no.no).toBeGreaterThan(reply.no.yes);
  expect(reply.hidden.unknown).toBeGreaterThan(0.5);
  expect(shown?.[full]?.above.yes).toBeGreaterThan(shown?.[full]?.side.yes ?? 1);
});

test("says in one line that the model is missing", () => {
  expect(() => embeddedVision("/nowhere")).toThrow(
    expect.objectContaining({ code: "model-unavailable" }),
  );
});
