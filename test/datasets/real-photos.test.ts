import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { datasetRobot } from "../../datasets/dataset-robot.ts";
import { importPhotos } from "../../datasets/import-photos.ts";
import { loadDataset } from "../../datasets/load-dataset.ts";
import { openaiEndpoint } from "../../perception/openai/endpoint.ts";
import { openaiVision } from "../../perception/openai/openai-vision.ts";
import { openaiReasoner } from "../../planner/openai-reasoner.ts";
import { drawnJpeg } from "../fakes/drawn-photos.ts";
import { type Heard, strictOpenaiServer } from "../fakes/strict-openai-server.ts";
import { sampleFolder, WHY_SKIPPED } from "./sample.ts";

const OPTIONS = [
  { state: "clean and empty", action: "store it", verb: "store" },
  { state: "water inside", action: "dry and store it", verb: "clean" },
  { state: "a drink inside", action: "empty, rinse and store it", verb: "empty" },
  { state: "residue inside", action: "rinse it", verb: "clean" },
  { state: "dried-on residue", action: "wash it", verb: "clean" },
];

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "tactful-real-"));
  await mkdir(join(home, "photos"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** Photos of a cup in `home/photos`, named as on the project page, with a mug's options. */
async function drawnCup(): Promise<string> {
  const folder = join(home, "photos");
  const colours = { scene: "red", top: "brown", front: "white", back: "blue" };
  for (const [view, colour] of Object.entries(colours))
    await writeFile(join(folder, `cup_${view}.jpg`), await drawnJpeg(colour));
  return folder;
}

/** A model that reasons like a person, and sees the drink on one photo only. */
const modelThatSeesTheDrinkOn =
  (photo: () => string) =>
  ({ shape, user, pictures }: Heard): unknown => {
    const states = [...user.matchAll(/^(\d+)\. (".*")$/gm)].map(([, number, text]) => ({
      number: Number(number),
      drink: text === '"a drink inside"',
    }));
    switch (shape) {
      case "description":
        return { description: "A cup on a desk." };
      case "priors":
        return { states: states.map(({ number }) => ({ number, prior: 0.2, loss: "low" })) };
      case "questions":
        return {
          questions: [
            {
              reason: "A drink is poured out before the cup is put away.",
              question: "Is there a drink in the cup?",
              why: "one has to look into it",
              angle: "top",
              seen: { scene: 0.1, above: 0.95, side: 0.05 },
              yes: states.map(({ number, drink }) => ({
                number,
                probability: drink ? 0.95 : 0.05,
              })),
            },
          ],
        };
      case "answers": {
        const seen = pictures[0] === photo();
        const answer = seen ? "yes" : "unknown";
        return { answers: [{ question: 1, evidence: "", answer, confidence: 0.9 }] };
      }
      default: {
        const sure = / yes 0\.[5-9]/.test(user);
        const probability = (drink: boolean) => (sure ? (drink ? 0.95 : 0.01) : 0.17);
        const verdict = states.map(({ number, drink }) => ({
          number,
          probability: probability(drink),
        }));
        return { reasoning: "", states: verdict };
      }
    }
  };

const folders: readonly [string, (() => Promise<string>) | undefined][] = [
  ["drawn photos", drawnCup],
  ["the sample's photos", sampleFolder === undefined ? undefined : async () => sampleFolder!],
];

for (const [name, folderOf] of folders) {
  test.skipIf(!folderOf)(
    `${name}: asks, looks from the angle that tells, sends that photo, and hears the drink (else skipped: ${WHY_SKIPPED})`,
    async () => {
      const folder = join(home, "with-options");
      await mkdir(folder);
      const photos = await folderOf!();
      for (const view of ["scene", "top", "front", "back"]) {
        const file = `cup_${view}.jpg`;
        await writeFile(join(folder, file), await readFile(join(photos, file)));
      }
      await writeFile(
        join(folder, "options.json"),
        JSON.stringify({ objects: { cup: { options: OPTIONS } } }),
      );
      await importPhotos({ from: folder, to: join(home, "dataset") });
      const robot = datasetRobot(await loadDataset(join(home, "dataset")), "cup");
      const surface = robot.abilities.surface!;
      const cup = surface.objects[0]!;
      const top = await robot.photograph({ kind: "close-up", object: cup, angle: "top" });

      const server = await strictOpenaiServer({ mind: modelThatSeesTheDrinkOn(() => top.sha256) });
      try {
        const { model, apiKey, baseUrl } = server;
        const left: string[] = [];
        const onPhotoLeaves = ({ sha256 }: { sha256: string }) => void left.push(sha256);
        const endpoint = openaiEndpoint({ model, apiKey, baseUrl, onPhotoLeaves });
        const [vision, reasoner] = [openaiVision(endpoint), openaiReasoner(endpoint)];
        const scene = await robot.photograph({ kind: "scene" });
        const context = { surface, description: await vision.describe(scene) };
        const hypotheses = await reasoner.propose(cup, context);
        const [question] = await reasoner.ask(cup, hypotheses, [], context);
        expect(question?.angle).toBe("top");

        const prior = Object.fromEntries(hypotheses.map((h) => [h.id, h.prior]));
        const concluding = async (view: "scene" | "top", photo: typeof scene) => {
          const [answer] = await vision.answer(photo, [question!]);
          const evidence = [{ view, question: question!.text, answer: answer! }];
          return {
            answer: answer!,
            belief: await reasoner.conclude(cup, hypotheses, prior, evidence, context),
          };
        };
        const fromScene = await concluding("scene", scene);
        expect(fromScene.answer.unknown).toBeGreaterThan(0.8);
        expect(fromScene.belief["option-3"]).toBeLessThan(0.25);
        const fromTop = await concluding("top", top);
        expect(fromTop.answer).toMatchObject({ yes: 0.9, photo: top.sha256 });
        expect(fromTop.belief["option-3"]).toBeGreaterThan(0.5);
        expect(left).toEqual([scene.sha256, scene.sha256, top.sha256]);
        expect(server.complaints).toEqual([]);
      } finally {
        await server.close();
      }
    },
  );
}
