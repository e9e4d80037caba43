import { expect, test } from "vitest";
import type { Photo } from "../../perception/photo.ts";
import type { SceneObject } from "../../perception/surface.ts";
import type { VisionModel } from "../../perception/vision-model.ts";

/** A model, a scene photo, two objects on it, and a close-up of the first. */
export type VisionScene = {
  readonly model: VisionModel;
  readonly scene: Photo;
  readonly closeUp: Photo;
  readonly objects: readonly [SceneObject, SceneObject];
};

const ASK = "Does a drink fill the cup to about half or more?";
const ASK_TOO = "Is there a brown dried crust inside or a dried trail down the outside?";

/** What every pair of eyes promises. */
export function visionModelContract(name: string, aScene: () => Promise<VisionScene>): void {
  test(`${name}: gives one answer per question, in order, that names photo, object and model`, async () => {
    const { model, scene, objects } = await aScene();
    const [cup, other] = objects;
    const questions = [
      { object: cup, text: ASK, because: "a drink may still be wanted" },
      { object: other, text: ASK, because: "a drink may still be wanted" },
      { object: cup, text: ASK_TOO, because: "a stained cup is washed" },
    ];
    const answers = await model.answer(scene, questions);
    expect(answers.map(({ question, objectId }) => [question, objectId])).toEqual(
      questions.map(({ text, object }) => [text, object.id]),
    );
    for (const { yes, no, unknown, photo, model: by } of answers) {
      for (const share of [yes, no, unknown]) {
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
      }
      expect(yes + no + unknown).toBeCloseTo(1, 5);
      expect(photo).toBe(scene.sha256);
      expect(by).toBe(model.name);
    }
  });

  test(`${name}: answers on a close-up as well, and nothing where nothing is asked`, async () => {
    const { model, closeUp, objects } = await aScene();
    const question = { object: objects[0], text: ASK, because: "a drink may still be wanted" };
    const [answer, ...more] = await model.answer(closeUp, [question]);
    expect(answer?.photo).toBe(closeUp.sha256);
    expect(more).toEqual([]);
    expect(await model.answer(closeUp, [])).toEqual([]);
  });

  test(`${name}: describes a photo in one line`, async () => {
    const { model, scene } = await aScene();
    expect(await model.describe(scene)).toMatch(/^\S.*$/);
  });

  test(`${name}: says how far its answers can be trusted`, async () => {
    const { model } = await aScene();
    for (const row of Object.values(model.likelihoods.reply))
      expect(row.yes + row.no + row.unknown).toBeCloseTo(1, 3);
  });

  test(`${name}: ends with "aborted" when told to stop`, async () => {
    const { model, closeUp, objects } = await aScene();
    const question = { object: objects[0], text: ASK, because: "a drink may still be wanted" };
    const stopped = model.answer(closeUp, [question], { signal: AbortSignal.abort() });
    await expect(stopped).rejects.toMatchObject({ code: "aborted" });
  });
}
