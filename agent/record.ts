import type { RunEvent, RunEventOf } from "../datasets/run-format.ts";
import type { Angle } from "../perception/photo.ts";
import type { Surface } from "../perception/surface.ts";
import type { AnswerLikelihoods } from "../perception/vision-model.ts";
import type { Step } from "../planner/policy.ts";
import type { ObjectRecord, Run } from "../planner/run.ts";

/** A step as it is taken: `wait` for an answer under way, `enough` when all is decided. */
export type TakenStep = Step | { readonly kind: "wait" } | { readonly kind: "enough" };

/** Everything one run saw, asked, was told, decided and did: its events, added up. */
export type RunRecord = {
  readonly surface: Surface;
  readonly description: string;
  readonly robot?: RunEventOf<"connected">;
  readonly photos: Readonly<Record<string, RunEventOf<"photo">>>;
  readonly objects: readonly ObjectRecord[];
  readonly steps: readonly TakenStep[];
  readonly consents: Readonly<Record<string, RunEventOf<"consent">>>;
  readonly acting: readonly string[];
  readonly acts: Readonly<Record<string, RunEventOf<"acted">>>;
  readonly verified: Readonly<Record<string, RunEventOf<"verified">["seen"]>>;
  readonly photosLeft: readonly RunEventOf<"photo-left">[];
  readonly holds: number;
  /** What is written in the photos: shown to people, and kept from `runOf`. */
  readonly readings: readonly RunEventOf<"read">[];
  /** Why the instruction is more than the reasoner understands, where it is. */
  readonly beyond?: string;
  readonly finished: boolean;
};

/** The record of a run in which nothing has happened yet. */
export const emptyRecord = ({
  instruction,
  situation,
}: Pick<Surface, "instruction" | "situation">): RunRecord => ({
  surface: { id: "surface", kind: "surface", objects: [], instruction, situation },
  description: "",
  photos: {},
  objects: [],
  steps: [],
  consents: {},
  acting: [],
  acts: {},
  verified: {},
  photosLeft: [],
  holds: 0,
  readings: [],
  finished: false,
});

/** The record after one more event. */
export function withEvent(record: RunRecord, event: RunEvent): RunRecord {
  switch (event.kind) {
    case "connected":
      return { ...record, robot: event, surface: surfaceAsTold(record.surface, event.surface) };
    case "photo":
      return { ...record, photos: { ...record.photos, [event.view]: event } };
    case "described":
      return { ...record, description: event.text };
    case "beyond":
      return { ...record, beyond: event.reason };
    case "found":
      return {
        ...record,
        surface: { ...record.surface, objects: event.objects },
        objects: event.objects.map((object) => ({
          object,
          hypotheses: [],
          questions: [],
          evidence: [],
          looks: [],
          refused: [],
        })),
      };
    case "proposed":
      return changeObject(record, event.objectId, (it) => ({
        ...it,
        hypotheses: event.hypotheses,
      }));
    case "asked":
      return changeObject(record, event.objectId, (it) => ({
        ...it,
        questions: event.questions.map((question) => ({ ...question, object: it.object })),
      }));
    case "answered":
      return changeObject(record, event.objectId, (it) => ({
        ...it,
        looks: event.view === "scene" ? it.looks : [...it.looks, event.view],
        evidence: [
          ...it.evidence,
          ...event.answers.map((answer) => ({
            view: event.view,
            question: answer.question,
            answer,
          })),
        ],
      }));
    case "refused": {
      const [objectId, angle] = event.view.split("/") as [string, Angle | undefined];
      if (angle === undefined) return record;
      return changeObject(record, objectId, (it) => ({
        ...it,
        refused: [...it.refused, { angle, reason: event.reason }],
      }));
    }
    case "chose":
      return { ...record, steps: [...record.steps, event.step] };
    case "decided":
      return changeObject(record, event.decision.objectId, (it) => ({
        ...it,
        decision: event.decision,
      }));
    case "consent":
      return { ...record, consents: { ...record.consents, [event.objectId]: event } };
    case "acting":
      return { ...record, acting: [...record.acting, event.objectId] };
    case "acted":
      return { ...record, acts: { ...record.acts, [event.objectId]: event } };
    case "verified":
      return { ...record, verified: { ...record.verified, [event.objectId]: event.seen } };
    case "photo-left":
      return { ...record, photosLeft: [...record.photosLeft, event] };
    case "read":
      return { ...record, readings: [...record.readings, event] };
    case "held":
      return { ...record, holds: record.holds + 1 };
    case "resumed":
      return record;
    case "finished":
      return { ...record, finished: true };
  }
}

/** What a policy may read of the record. */
export function runOf(record: RunRecord, likelihoods: AnswerLikelihoods, budget: number): Run {
  return {
    surface: record.surface,
    angles: record.robot?.angles ?? [],
    skills: record.robot?.skills ?? [],
    likelihoods,
    objects: record.objects,
    budget,
  };
}

/** The person who starts the run has the last word; a dataset fills in what they left open. */
function surfaceAsTold(told: Surface, known: Surface | undefined): Surface {
  if (known === undefined) return told;
  return {
    ...known,
    instruction: told.instruction || known.instruction,
    situation: { ...known.situation, ...told.situation },
  };
}

function changeObject(
  record: RunRecord,
  objectId: string,
  change: (object: ObjectRecord) => ObjectRecord,
): RunRecord {
  return {
    ...record,
    objects: record.objects.map((it) => (it.object.id === objectId ? change(it) : it)),
  };
}
