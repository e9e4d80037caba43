import * as z from "zod";
import { decisionSchema, situationSchema } from "../datasets/run-format.ts";
import type { RunRecord } from "./record.ts";
import type { Score } from "./report/score.ts";

const { action, probability, set, because, evidence } = decisionSchema.shape;
const { view, question, answer } = evidence.unwrap().element.shape;

/** What `demo --json` and `run --json` print of a run. */
export const runSummarySchema = z.object({
  /** The run's directory. */
  run: z.string(),
  surface: z.string(),
  instruction: z.string(),
  situation: situationSchema,
  decisions: z.array(
    z.object({
      objectId: z.string(),
      label: z.string(),
      action: action.pick({ verb: true, text: true, reversibility: true }),
      probability,
      set,
      because,
      looks: z.number(),
      evidence: z.array(
        z.object({
          /** SHA-256 of the photo, its name in the run's photos/. */
          photo: answer.shape.photo,
          view,
          question,
          answer: answer.pick({ yes: true, no: true, unknown: true }),
        }),
      ),
    }),
  ),
  looks: z.number(),
  /** Photos that left this machine, and to which host. */
  photosLeft: z.array(z.object({ photo: answer.shape.photo, host: z.string() })),
  /** What is written in the photos, where it was read (`--ocr`): data, and no more. */
  readings: z
    .array(
      z.object({
        photo: answer.shape.photo,
        view: z.string(),
        texts: z.array(z.object({ text: z.string(), score: z.number() })),
        likeAnOrder: z.array(z.string()).readonly(),
      }),
    )
    .exactOptional(),
  seconds: z.number(),
  /** By the authored key; of simulated surfaces only. */
  score: z.object({ appropriate: z.number(), of: z.number() }).exactOptional(),
});
export type RunSummary = z.infer<typeof runSummarySchema>;

/** Adds a run up; `run` is its directory. */
export function summaryOf(
  record: RunRecord,
  run: string,
  seconds: number,
  score: Score | undefined,
): RunSummary {
  return {
    run,
    surface: record.surface.kind,
    instruction: record.surface.instruction,
    situation: record.surface.situation,
    decisions: record.objects.flatMap(({ object, decision, looks }) =>
      decision === undefined
        ? []
        : [
            {
              objectId: object.id,
              label: object.label,
              action: {
                verb: decision.action.verb,
                text: decision.action.text,
                reversibility: decision.action.reversibility,
              },
              probability: decision.probability,
              set: decision.set,
              because: decision.because,
              looks: looks.length,
              evidence: decision.evidence.map(({ view, question, answer }) => ({
                photo: answer.photo,
                view,
                question,
                answer: { yes: answer.yes, no: answer.no, unknown: answer.unknown },
              })),
            },
          ],
    ),
    looks: record.objects.reduce((sum, { looks }) => sum + looks.length, 0),
    photosLeft: record.photosLeft.map(({ photo, host }) => ({ photo, host })),
    ...(record.readings.length > 0 && {
      readings: record.readings.map(({ photo, view, texts, likeAnOrder }) => ({
        photo,
        view,
        texts: texts.map(({ text, score }) => ({ text, score })),
        likeAnOrder,
      })),
    }),
    seconds,
    ...(score && { score: { appropriate: score.appropriate, of: score.of } }),
  };
}
