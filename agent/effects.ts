import { setTimeout as delay } from "node:timers/promises";
import { fromCallback, fromPromise } from "xstate";
import type { RunEvent } from "../datasets/run-format.ts";
import type { Robot } from "../perception/robot.ts";
import { TidyError } from "../perception/tidy-error.ts";
import { beliefOf } from "../planner/belief.ts";
import { decide } from "../planner/decide.ts";
import { decideAsTold } from "../planner/decide-as-told.ts";
import { act, askConsent, verify } from "./acting.ts";
import type { Shot, tidyMachine } from "./machine.ts";
import { photoOf, takePhoto } from "./photos.ts";
import { type RunRecord, runOf, type TakenStep } from "./record.ts";
import { question, survey } from "./survey.ts";
import type { Tidier } from "./tidier.ts";

/** Fills in what the machine only names. Each effect journals what it did before it reports it. */
export function effectsFor(tidier: Tidier): Parameters<typeof tidyMachine.provide>[0] {
  const { memory } = tidier;
  // Since when the robot or a model has been away; over once a whole step came through.
  let heldSince: number | undefined;
  const effect = <Input extends { record: RunRecord }>(
    work: (input: Input, signal: AbortSignal) => Promise<readonly RunEvent[]>,
  ) => fromPromise<readonly RunEvent[], Input>(({ input, signal }) => work(input, signal));
  return {
    actors: {
      connect: effect(async () => [await connected(tidier)]),
      survey: effect(({ record }, signal) => survey(tidier, record, signal)),
      question: effect(({ record }, signal) => question(tidier, record, signal)),
      choose: effect<{ record: RunRecord; pending: Shot | undefined }>(async (input, signal) => {
        heldSince = undefined;
        return [await choose(tidier, input.record, input.pending, signal)];
      }),
      look: fromCallback(({ sendBack, input }) => {
        const stop = new AbortController();
        look(tidier, input.record, input.step, {
          signal: stop.signal,
          onStage: (stage) => sendBack({ type: "stage", stage }),
        }).then(
          (events) => sendBack({ type: "shot", events }),
          (error) => sendBack({ type: "failed", error }),
        );
        return () => stop.abort();
      }),
      answer: effect<{ record: RunRecord; shot: Shot | undefined }>(({ record, shot }, signal) =>
        answer(tidier, record, shot, signal),
      ),
      conclude: effect<{ record: RunRecord; step: TakenStep }>(({ record, step }, signal) =>
        conclude(tidier, record, step, signal),
      ),
      consent: effect(({ record }, signal) => askConsent(tidier, record, signal)),
      act: effect(({ record }, signal) => act(tidier, record, signal)),
      verify: effect(({ record }, signal) => verify(tidier, record, signal)),
      hold: fromPromise<void, { error: unknown }>(async ({ input, signal }) => {
        const reason = input.error instanceof Error ? input.error.message : String(input.error);
        if (heldSince === undefined) await memory.record({ kind: "held", reason });
        heldSince ??= Date.now();
        if (Date.now() - heldSince > tidier.patienceMs) {
          throw new TidyError("unreachable", reason, { cause: input.error });
        }
        await delay(Math.min(250, tidier.patienceMs / 10), undefined, { signal });
      }),
    },
  };
}

async function connected({ robot, memory }: Tidier): Promise<RunEvent> {
  const { name, angles, skills, physical, surface } = robot.abilities;
  return memory.once("connected", async () => ({
    kind: "connected",
    robot: name,
    angles,
    skills,
    physical,
    ...(surface && { surface }),
  }));
}

/** The policy's next step, given all answers but the one still under way. */
async function choose(
  { memory, policy, vision, budget }: Tidier,
  record: RunRecord,
  pending: Shot | undefined,
  signal: AbortSignal,
): Promise<RunEvent> {
  const number = record.steps.length;
  return memory.once<"chose">(`chose ${number}`, async () => {
    const run = runOf(record, vision.likelihoods, budget);
    const busy = new Set(pending ? [pending.objectId] : []);
    const step = await policy.next(run, busy, { signal });
    return { kind: "chose", number, step: step ?? { kind: pending ? "wait" : "enough" } };
  });
}

async function look(
  tidier: Tidier,
  record: RunRecord,
  step: TakenStep,
  options: Parameters<Robot["photograph"]>[1] & object,
): Promise<readonly RunEvent[]> {
  if (step.kind !== "look") return [];
  const { object } = record.objects.find((it) => it.object.id === step.objectId)!;
  const view = { kind: "close-up", object, angle: step.angle } as const;
  return [await takePhoto(tidier, `${step.objectId}/${step.angle}`, view, options)];
}

async function answer(
  { memory, journal, vision }: Tidier,
  record: RunRecord,
  shot: Shot | undefined,
  signal: AbortSignal,
): Promise<readonly RunEvent[]> {
  if (shot === undefined) return [];
  const { objectId, angle } = shot;
  const name = `${objectId}/${angle}`;
  const it = record.objects.find(({ object }) => object.id === objectId)!;
  const event = await memory.once<"answered">(`answered ${name}`, async () => {
    const view = { kind: "close-up", object: it.object, angle } as const;
    const photo = await photoOf(journal, record.photos[name]!, view);
    const questions = it.questions.filter(({ text }) => shot.questions.includes(text));
    const answers = questions.length === 0 ? [] : await vision.answer(photo, questions, { signal });
    return { kind: "answered", objectId, view: angle, answers };
  });
  return [event];
}

async function conclude(
  tidier: Tidier,
  record: RunRecord,
  step: TakenStep,
  signal: AbortSignal,
): Promise<readonly RunEvent[]> {
  if (step.kind !== "decide") return [];
  const it = record.objects.find(({ object }) => object.id === step.objectId)!;
  const event = await tidier.memory.once<"decided">(`decided ${step.objectId}`, async () => {
    if (step.chosen) return { kind: "decided", decision: decideAsTold(it, step.chosen) };
    const { reasoner, vision, budget, costs } = tidier;
    const run = runOf(record, vision.likelihoods, budget);
    const belief = await reasoner.conclude(
      it.object,
      it.hypotheses,
      beliefOf(it, vision.likelihoods),
      it.evidence,
      { surface: record.surface, description: record.description },
      { signal },
    );
    return { kind: "decided", decision: decide(it, run, costs, belief) };
  });
  return [event];
}
