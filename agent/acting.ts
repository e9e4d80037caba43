import type { RunEvent, RunEventOf } from "../datasets/run-format.ts";
import { overlap } from "../perception/geometry/overlap.ts";
import type { SceneObject } from "../perception/surface.ts";
import type { Verb } from "../perception/tidy-action.ts";
import { TidyError, type TidyErrorCode } from "../perception/tidy-error.ts";
import { isPhoto, photoOf, takePhoto } from "./photos.ts";
import type { RunRecord } from "./record.ts";
import type { Tidier } from "./tidier.ts";

/** After these an object is no longer where it stood. */
const MOVES: ReadonlySet<Verb> = new Set([
  "relocate",
  "store",
  "clean",
  "empty",
  "recycle",
  "discard",
]);

/** With these the robot says that it did nothing, or not what was asked. */
const FAILURES: ReadonlySet<TidyErrorCode> = new Set([
  "action-failed",
  "outside-workspace",
  "skill-unavailable",
]);

/** Asks for consent, object by object, before anything is begun. */
export async function askConsent(
  { memory, consent }: Tidier,
  record: RunRecord,
  signal: AbortSignal,
): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = [];
  for (const { decision } of record.objects) {
    if (decision === undefined) continue;
    const { objectId } = decision;
    events.push(
      await memory.once<"consent">(`consent ${objectId}`, async () => ({
        kind: "consent",
        objectId,
        ...(await consent(decision, signal)),
      })),
    );
  }
  return events;
}

/**
 * Carries out what was allowed. An action that was begun and not reported, before the process ended or
 * its time was up, is never repeated: whether it happened is unknown, and the photo afterwards shows it.
 */
export async function act(
  { memory, robot }: Tidier,
  record: RunRecord,
  signal: AbortSignal,
): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = [];
  for (const { object, decision } of record.objects) {
    if (decision === undefined || decision.action.verb === "leave") continue;
    if ((record.consents[object.id]?.by ?? "none") === "none") continue;
    const { id: objectId } = object;
    const begun = memory.recall(`acting ${objectId}`) !== undefined;
    if (!begun) await memory.record({ kind: "acting", objectId, verb: decision.action.verb });
    events.push(
      await memory.once<"acted">(`acted ${objectId}`, async () => {
        if (begun) {
          return { kind: "acted", objectId, done: "unknown", text: "cut off while it was done" };
        }
        try {
          const report = await robot.perform(decision.action, object, { signal });
          return { kind: "acted", objectId, ...report };
        } catch (error) {
          const what = actedDespite(error);
          if (what !== undefined) return { kind: "acted", objectId, ...what };
          // Nothing was sent: it may be begun when the robot is back.
          if (!(error instanceof TidyError && error.details.begun === true))
            memory.forget(`acting ${objectId}`);
          throw error;
        }
      }),
    );
  }
  return events;
}

/** What an action that failed came to; `undefined` where the run cannot go on to the next one. */
function actedDespite(error: unknown): Pick<RunEventOf<"acted">, "done" | "text"> | undefined {
  if (!(error instanceof TidyError)) return undefined;
  const text = error.message;
  if (error.details.begun === true && error.code !== "aborted") return { done: "unknown", text };
  return FAILURES.has(error.code) ? { done: false, text } : undefined;
}

/** One more photo of the whole surface: is what was moved gone from its place? */
export async function verify(
  tidier: Tidier,
  record: RunRecord,
  signal: AbortSignal,
): Promise<readonly RunEvent[]> {
  const moved = record.objects.filter(
    ({ object, decision }) => record.acts[object.id] && MOVES.has(decision!.action.verb),
  );
  const events: RunEvent[] = [];
  if (moved.length > 0 && tidier.robot.abilities.physical) {
    const after = await takePhoto(tidier, "after", { kind: "scene" }, { signal });
    events.push(
      after,
      ...(await compare(
        tidier,
        moved.map((it) => it.object),
        after,
        signal,
      )),
    );
  }
  events.push(await tidier.memory.once("finished", async () => ({ kind: "finished" })));
  return events;
}

async function compare(
  { memory, journal, detector }: Tidier,
  moved: readonly SceneObject[],
  after: RunEvent,
  signal: AbortSignal,
): Promise<readonly RunEvent[]> {
  const boxes = isPhoto(after)
    ? await detector.detect(await photoOf(journal, after, { kind: "scene" }), { signal })
    : undefined;
  return Promise.all(
    moved.map(({ id: objectId, box }) =>
      memory.once<"verified">(`verified ${objectId}`, async () => ({
        kind: "verified",
        objectId,
        seen:
          boxes === undefined
            ? "not checked"
            : boxes.some((it) => overlap(it.box, box) > 0.5)
              ? "still there"
              : "gone",
      })),
    ),
  );
}
