import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { datasetRobot } from "../../datasets/dataset-robot.ts";
import { importPhotos } from "../../datasets/import-photos.ts";
import { loadDataset } from "../../datasets/load-dataset.ts";
import { openaiEndpoint } from "../../perception/openai/endpoint.ts";
import { openaiVision } from "../../perception/openai/openai-vision.ts";
import { openaiReasoner } from "../../planner/openai-reasoner.ts";
import { drawnJpeg } from "../fakes/drawn-photos.ts";
import { DRINK_OPTIONS, modelThatSeesTheDrinkOn } from "../fakes/model-that-sees-a-drink.ts";
import { newFolder } from "../fakes/new-folder.ts";
import { strictOpenaiServer } from "../fakes/strict-openai-server.ts";
import { sampleFolder, WHY_SKIPPED } from "./sample.ts";

let home: string;
beforeEach(async () => {
  home = newFolder();
  await mkdir(join(home, "photos"));
});

/** Photos of a cup in `home/photos`, named as on the project page, with a mug's options. */
async function drawnCup(): Promise<string> {
  const folder = join(home, "photos");
  const colours = { scene: "red", top: "brown", front: "white", back: "blue" };
  for (const [view, colour] of Object.entries(colours))
    await writeFile(join(folder, `cup_${view}.jpg`), await drawnJpeg(colour));
  return folder;
}

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
        JSON.stringify({ objects: { cup: { options: DRINK_OPTIONS } } }),
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
