import type { RunRecord } from "./record.ts";

/** What `demo --json` and `run --json` print of a run; `run` is its directory. */
export function summaryOf(record: RunRecord, run: string, seconds: number) {
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
    seconds,
  };
}
