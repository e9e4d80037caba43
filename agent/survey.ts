import pLimit from "p-limit";
import type { RunEvent } from "../datasets/run-format.ts";
import type { Photo } from "../perception/photo.ts";
import type { SceneObject } from "../perception/surface.ts";
import { TidyError } from "../perception/tidy-error.ts";
import { boxedByName, isUnboxed, objectsFound, placed } from "./find-objects.ts";
import { photoOf, takeScenePhoto } from "./photos.ts";
import type { RunRecord } from "./record.ts";
import type { Tidier } from "./tidier.ts";

/** Objects asked about at the same time; a language model answers several calls as fast as one. */
const AT_ONCE = 4;

/** Looks at the whole surface: one photo, one line on it, and what stands where. */
export async function survey(
  tidier: Tidier,
  record: RunRecord,
  signal: AbortSignal,
): Promise<readonly RunEvent[]> {
  const { memory, vision } = tidier;
  const taken = await takeScenePhoto(tidier, { signal });
  const photo = await photoOf(tidier.journal, taken, { kind: "scene" });
  const described = await memory.once<"described">("described", async () => ({
    kind: "described",
    text: await vision.describe(photo, { signal }),
  }));
  const found = await memory.once<"found">("found", async () => ({
    kind: "found",
    ...(await findObjects(tidier, record.surface.objects, photo, signal)),
  }));
  return [taken, described, found];
}

async function findObjects(
  { detector }: Tidier,
  known: readonly SceneObject[],
  photo: Photo,
  signal: AbortSignal,
): Promise<{ objects: readonly SceneObject[]; blind?: string }> {
  const inPlace = (objects: readonly SceneObject[]) =>
    objects.map((it) => (isUnboxed(it, photo) ? it : placed(it, photo)));
  if (known.length > 0 && !known.some((it) => isUnboxed(it, photo)))
    return { objects: inPlace(known) };
  const blind = detector.blindTo?.(photo);
  if (blind !== undefined) return { objects: inPlace(known), blind };
  if (known.length === 0) {
    return { objects: objectsFound(await detector.detect(photo, { signal }), photo) };
  }
  // A model that cannot point is no reason to end here: the whole photo then stands for the object.
  const detections = await detector.detect(photo, { signal }).catch((error) => {
    if (error instanceof TidyError && error.code === "model-reply") return [];
    throw error;
  });
  return { objects: inPlace(boxedByName(known, detections, photo)) };
}

/** Asks itself about every object: what it may be like, what would tell, what the scene shows. */
export async function question(
  tidier: Tidier,
  record: RunRecord,
  signal: AbortSignal,
): Promise<readonly RunEvent[]> {
  const scene = await photoOf(tidier.journal, record.photos.scene!, { kind: "scene" });
  const limit = pLimit(AT_ONCE);
  const beyond = await beyondReason(tidier, record);
  const perObject = await Promise.all(
    record.objects.map(({ object }) =>
      limit(() => questionObject(tidier, record, object, scene, signal)),
    ),
  );
  return [...beyond, ...perObject.flat()];
}

async function beyondReason(tidier: Tidier, record: RunRecord): Promise<readonly RunEvent[]> {
  const reason = tidier.reasoner.beyond?.(record.surface.instruction);
  if (reason === undefined) return [];
  return [await tidier.memory.once<"beyond">("beyond", async () => ({ kind: "beyond", reason }))];
}

async function questionObject(
  { memory, reasoner, vision, policy }: Tidier,
  record: RunRecord,
  object: SceneObject,
  scene: Photo,
  signal: AbortSignal,
): Promise<readonly RunEvent[]> {
  const { id: objectId } = object;
  const context = { surface: record.surface, description: record.description };
  const proposed = await memory.once<"proposed">(`proposed ${objectId}`, async () => ({
    kind: "proposed",
    objectId,
    hypotheses: await reasoner.propose(object, context, { signal }),
  }));
  if (!policy.readsAnswers) return [proposed];
  const asked = await memory.once<"asked">(`asked ${objectId}`, async () => {
    const questions = await reasoner.ask(object, proposed.hypotheses, [], context, { signal });
    return { kind: "asked", objectId, questions: questions.map(({ object: _, ...it }) => it) };
  });
  if (asked.questions.length === 0) return [proposed, asked];
  const answered = await memory.once<"answered">(`answered ${objectId}/scene`, async () => ({
    kind: "answered",
    objectId,
    view: "scene",
    answers: await vision.answer(
      scene,
      asked.questions.map(({ text, because }) => ({ object, text, because })),
      { signal },
    ),
  }));
  return [proposed, asked, answered];
}
