import { join } from "node:path";
import type { CallOptions } from "../call-options.ts";
import type { Photo } from "../photo.ts";
import type { Answer, Question, Reply } from "../question.ts";
import type { SceneObject } from "../surface.ts";
import type { VisionModel } from "../vision-model.ts";
import { describeDetections, embeddedDetector } from "./embedded-detector.ts";
import { eyeInput } from "./eye-input.ts";
import { lookAt, NOTHING_KNOWN } from "./eyes.ts";
import { modelsFolder, readEyesFile } from "./models.ts";
import { OnnxSession } from "./onnx-session.ts";

export type EmbeddedVision = VisionModel & { close(): Promise<void> };

const STRANGE = "a picture unlike all that these eyes learnt from; they cannot tell what it shows";

/**
 * The shipped eyes, run on this machine; reads `eyes.json` at once and opens the model when first
 * asked. Throws, or rejects with, `model-unavailable` where it or onnxruntime-node cannot be loaded.
 */
export function embeddedVision(folder: string = modelsFolder()): EmbeddedVision {
  const file = readEyesFile(folder);
  const session = new OnnxSession(join(folder, "eyes.onnx"));
  const detector = embeddedDetector(folder);

  /** Another camera's pictures were never measured: what its photos seem to show counts for nothing. */
  const ofAnotherCamera = ({ widthPx, heightPx }: Photo): boolean =>
    widthPx !== file.photo.widthPx || heightPx !== file.photo.heightPx;

  async function describe(photo: Photo, options: CallOptions = {}): Promise<string> {
    if (ofAnotherCamera(photo)) {
      return (
        `a photo of ${photo.widthPx} x ${photo.heightPx} pixels; these eyes learnt from a camera ` +
        `of ${file.photo.widthPx} x ${file.photo.heightPx} alone and cannot tell what others show`
      );
    }
    if (photo.view.kind === "scene") {
      return describeDetections(await detector.detect(photo, options));
    }
    const picture = await eyeInput(photo, photo.view.object);
    const { caption, strange } = await lookAt(session, file, picture, [], options);
    return strange ? STRANGE : caption;
  }

  async function answer(
    photo: Photo,
    questions: readonly Question[],
    options: CallOptions = {},
  ): Promise<readonly Answer[]> {
    if (ofAnotherCamera(photo)) return questions.map((q) => answerTo(q, photo, NOTHING_KNOWN));
    const groups = byPicture(photo, questions);
    const looks = await Promise.all(
      groups.map(async ({ object, texts }) =>
        lookAt(session, file, await eyeInput(photo, object), texts, options),
      ),
    );
    return questions.map((question) => {
      const group = groups.findIndex(({ asked }) => asked.includes(question));
      const place = groups[group]!.asked.indexOf(question);
      return answerTo(question, photo, looks[group]!.replies[place]!);
    });
  }

  const answerTo = (question: Question, photo: Photo, reply: Reply): Answer => ({
    ...reply,
    question: question.text,
    objectId: question.object.id,
    photo: photo.sha256,
    model: file.name,
  });

  return {
    name: file.name,
    likelihoods: file.likelihoods,
    describe,
    answer,
    close: async () => {
      await Promise.all([session.close(), detector.close()]);
    },
  };
}

type Group = { object: SceneObject; asked: Question[]; texts: string[] };

/** One picture serves all questions of a close-up; on the scene photo each object has its own. */
function byPicture(photo: Photo, questions: readonly Question[]): Group[] {
  const groups = new Map<string, Group>();
  for (const question of questions) {
    const { x, y, width, height } = question.object.box;
    const key = photo.view.kind === "scene" ? [x, y, width, height].join() : "close-up";
    const group = groups.get(key) ?? { object: question.object, asked: [], texts: [] };
    group.asked.push(question);
    group.texts.push(question.text);
    groups.set(key, group);
  }
  return [...groups.values()];
}
