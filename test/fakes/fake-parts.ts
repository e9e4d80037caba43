import { createHash } from "node:crypto";
import type { Detection, Detector } from "../../perception/detector.ts";
import { ANGLES, type Photo, type View, viewName } from "../../perception/photo.ts";
import type { Reply } from "../../perception/question.ts";
import type { Robot } from "../../perception/robot.ts";
import { VERBS } from "../../perception/tidy-action.ts";
import { TidyError } from "../../perception/tidy-error.ts";
import type { VisionModel } from "../../perception/vision-model.ts";

export type FakeRobot = Robot & { readonly calls: string[] };

/** Photos whose bytes are their view's name; views in `refuses` cannot be had; it records its calls. */
export function fakeRobot({
  refuses = [],
  awayFor = 0,
  onCall = () => {},
}: {
  refuses?: readonly string[];
  /** The first so many photos of close-ups fail because the link is down. */
  awayFor?: number;
  onCall?: (call: string) => void;
} = {}): FakeRobot {
  const calls: string[] = [];
  let away = awayFor;
  const call = (name: string) => {
    calls.push(name);
    onCall(name);
  };
  return {
    calls,
    abilities: { name: "fake", angles: ANGLES, skills: VERBS, physical: true },
    photograph: async (view, options) => {
      call(viewName(view));
      if (options?.signal?.aborted) throw new TidyError("aborted", "stopped");
      if (view.kind === "close-up" && away > 0) {
        away--;
        throw new TidyError("unreachable", "the bridge is away");
      }
      if (refuses.includes(viewName(view))) throw new TidyError("view-unavailable", "in the way");
      options?.onStage?.("settling");
      options?.onStage?.("shooting");
      return fakePhoto(view);
    },
    perform: async (action) => {
      call(`perform ${action.verb} ${action.objectId}`);
      return { done: true, text: "done" };
    },
    close: async () => {},
  };
}

function fakePhoto(view: View): Photo {
  const bytes = new TextEncoder().encode(viewName(view));
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { sha256, bytes, mediaType: "image/jpeg", widthPx: 512, heightPx: 384, view };
}

/** What there is to see: `<object>/<view>` and part of the question, and the reply. */
export type Sights = readonly (readonly [view: string, question: RegExp, reply: Reply])[];

export type FakeVision = VisionModel & { readonly calls: string[] };

const UNKNOWN: Reply = { yes: 0.02, no: 0.02, unknown: 0.96 };
export const YES: Reply = { yes: 0.97, no: 0.02, unknown: 0.01 };
export const NO: Reply = { yes: 0.02, no: 0.97, unknown: 0.01 };

/** Sees what it is told there is to see, and nothing else; `wait` holds an answer back. */
export function fakeVision(sights: Sights, wait: () => Promise<void> = async () => {}): FakeVision {
  const calls: string[] = [];
  return {
    calls,
    name: "fake-eyes",
    likelihoods: {
      reply: {
        yes: { yes: 0.94, no: 0.02, unknown: 0.04 },
        no: { yes: 0.02, no: 0.94, unknown: 0.04 },
        hidden: { yes: 0.03, no: 0.05, unknown: 0.92 },
      },
    },
    describe: async () => "a table with things on it",
    answer: async (photo, questions) => {
      await wait();
      return questions.map(({ object, text }) => {
        const view = photo.view.kind === "scene" ? `${object.id}/scene` : viewName(photo.view);
        calls.push(`${view} ${text}`);
        const seen = sights.find(([where, what]) => where === view && what.test(text));
        return {
          ...(seen?.[2] ?? UNKNOWN),
          question: text,
          objectId: object.id,
          photo: photo.sha256,
          model: "fake-eyes",
        };
      });
    },
  };
}

/** Finds these things, side by side. */
export const fakeDetector = (labels: readonly string[]): Detector => ({
  name: "fake-detector",
  detect: async () =>
    labels.map(
      (label, i): Detection => ({
        label,
        score: 0.9,
        box: { x: 60 * i, y: 200, width: 50, height: 60 },
      }),
    ),
});
