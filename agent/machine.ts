import { assign, fromCallback, fromPromise, setup } from "xstate";
import type { RunEvent } from "../datasets/run-format.ts";
import type { PhotoStage } from "../perception/call-options.ts";
import type { Angle } from "../perception/photo.ts";
import { isAway } from "./is-away.ts";
import { type RunRecord, type TakenStep, withEvent } from "./record.ts";

/** A close-up that was taken and is still to be looked at. */
export type Shot = {
  readonly objectId: string;
  readonly angle: Angle;
  readonly questions: readonly string[];
};

type Context = {
  readonly record: RunRecord;
  readonly step: TakenStep;
  /** Taken in the last turn: its questions are answered while this turn goes on. */
  readonly pending: Shot | undefined;
  /** What the two halves of a turn brought; counted only when both are done. */
  readonly turn: { readonly hand: readonly RunEvent[]; readonly eyes: readonly RunEvent[] };
  readonly heldFrom: "connecting" | "surveying" | "questioning" | "exploring" | "acting";
  readonly error: unknown;
};

type Told = { readonly record: RunRecord };
type LookEvent =
  | { readonly type: "stage"; readonly stage: PhotoStage }
  | { readonly type: "shot"; readonly events: readonly RunEvent[] }
  | { readonly type: "failed"; readonly error: unknown };

/** Names an effect that `provide` fills in; without it the machine stops at once, with its name. */
const effect = <Input>(name: string) =>
  fromPromise<readonly RunEvent[], Input>(() => Promise.reject(new Error(`no effect: ${name}`)));

const NOTHING_YET = { hand: [], eyes: [] } as const;

/** One way to fail: what is away is waited for, all else ends the run with what it learned. */
const FAILING = [
  { guard: "isAway", target: "#tidy.held", actions: "keepError" },
  { target: "#tidy.aborted", actions: "keepError" },
] as const;

/** What an effect that is done brought with it. */
const eventsIn = (event: object): readonly RunEvent[] =>
  "output" in event
    ? (event.output as readonly RunEvent[])
    : "events" in event
      ? (event.events as readonly RunEvent[])
      : [];

/**
 * What happens, and in which order; how it happens is provided (effects.ts). In each turn the camera
 * goes to its next view while the last photo's questions are answered. The next view was chosen
 * before that answer came, so the order of a run never depends on timing.
 */
export const tidyMachine = setup({
  types: {
    context: {} as Context,
    input: {} as { record: RunRecord },
    output: {} as { record: RunRecord; error: unknown },
    events: {} as LookEvent | { readonly type: "abort" },
  },
  actors: {
    connect: effect<Told>("connect"),
    survey: effect<Told>("survey"),
    question: effect<Told>("question"),
    choose: effect<Told & { pending: Shot | undefined }>("choose"),
    look: fromCallback<LookEvent, Told & { step: TakenStep }>(({ sendBack }) =>
      sendBack({ type: "failed", error: new Error("no effect: look") }),
    ),
    answer: effect<Told & { shot: Shot | undefined }>("answer"),
    conclude: effect<Told & { step: TakenStep }>("conclude"),
    consent: effect<Told>("consent"),
    act: effect<Told>("act"),
    verify: effect<Told>("verify"),
    hold: fromPromise<void, { error: unknown }>(() => Promise.reject(new Error("no effect: hold"))),
  },
  actions: {
    keepError: assign({ error: ({ event }) => ("error" in event ? event.error : undefined) }),
    addEvents: assign({
      record: ({ context, event }) => eventsIn(event).reduce(withEvent, context.record),
    }),
    takeStep: assign({
      step: ({ context, event }) =>
        eventsIn(event).find((it) => it.kind === "chose")?.step ?? context.step,
    }),
    handBrought: assign({
      turn: ({ context, event }) => ({ ...context.turn, hand: eventsIn(event) }),
    }),
    eyesBrought: assign({
      turn: ({ context, event }) => ({ ...context.turn, eyes: eventsIn(event) }),
    }),
    startTurn: assign({ turn: NOTHING_YET }),
    endTurn: assign(({ context: { record, step, turn } }) => {
      const shot = turn.hand.some((event) => event.kind === "photo");
      return {
        record: [...turn.eyes, ...turn.hand].reduce(withEvent, record),
        pending: step.kind === "look" && shot ? step : undefined,
      };
    }),
  },
  guards: {
    /** The robot or a model is away, and may come back. */
    isAway: ({ event }) => isAway("error" in event ? event.error : undefined),
    looks: ({ context }) => context.step.kind === "look",
    decides: ({ context }) => context.step.kind === "decide",
    isEnough: ({ context }) => context.step.kind === "enough",
  },
}).createMachine({
  id: "tidy",
  context: ({ input }) => ({
    record: input.record,
    step: { kind: "wait" },
    pending: undefined,
    turn: NOTHING_YET,
    heldFrom: "connecting",
    error: undefined,
  }),
  output: ({ context }) => ({ record: context.record, error: context.error }),
  on: { abort: ".aborted" },
  initial: "connecting",
  states: {
    connecting: {
      entry: assign({ heldFrom: "connecting" }),
      invoke: {
        src: "connect",
        input: ({ context }) => ({ record: context.record }),
        onDone: { target: "surveying", actions: "addEvents" },
        onError: FAILING,
      },
    },
    surveying: {
      entry: assign({ heldFrom: "surveying" }),
      invoke: {
        src: "survey",
        input: ({ context }) => ({ record: context.record }),
        onDone: { target: "questioning", actions: "addEvents" },
        onError: FAILING,
      },
    },
    questioning: {
      entry: assign({ heldFrom: "questioning" }),
      invoke: {
        src: "question",
        input: ({ context }) => ({ record: context.record }),
        onDone: { target: "exploring", actions: "addEvents" },
        onError: FAILING,
      },
    },
    exploring: {
      entry: assign({ heldFrom: "exploring" }),
      initial: "choosing",
      onDone: "confirming",
      states: {
        choosing: {
          invoke: {
            src: "choose",
            input: ({ context }) => ({ record: context.record, pending: context.pending }),
            onDone: {
              target: "turning",
              actions: ["addEvents", "takeStep"],
            },
            onError: FAILING,
          },
        },
        turning: {
          always: { guard: "isEnough", target: "enough" },
          entry: "startTurn",
          type: "parallel",
          onDone: { target: "choosing", actions: "endTurn" },
          states: {
            hand: {
              initial: "starting",
              states: {
                starting: {
                  always: [
                    { guard: "looks", target: "looking" },
                    { guard: "decides", target: "deciding" },
                    { target: "still" },
                  ],
                },
                looking: {
                  invoke: {
                    src: "look",
                    input: ({ context }) => ({ record: context.record, step: context.step }),
                  },
                  initial: "moving",
                  states: { moving: {}, settling: {}, shooting: {}, checking: {} },
                  on: {
                    stage: [
                      { guard: ({ event }) => event.stage === "settling", target: ".settling" },
                      { guard: ({ event }) => event.stage === "shooting", target: ".shooting" },
                      { guard: ({ event }) => event.stage === "checking", target: ".checking" },
                      { target: ".moving" },
                    ],
                    shot: {
                      target: "still",
                      actions: "handBrought",
                    },
                    failed: FAILING,
                  },
                },
                deciding: {
                  invoke: {
                    src: "conclude",
                    input: ({ context }) => ({ record: context.record, step: context.step }),
                    onDone: {
                      target: "still",
                      actions: "handBrought",
                    },
                    onError: FAILING,
                  },
                },
                still: { type: "final" },
              },
            },
            eyes: {
              initial: "answering",
              states: {
                answering: {
                  invoke: {
                    src: "answer",
                    input: ({ context }) => ({ record: context.record, shot: context.pending }),
                    onDone: {
                      target: "closed",
                      actions: "eyesBrought",
                    },
                    onError: FAILING,
                  },
                },
                closed: { type: "final" },
              },
            },
          },
        },
        enough: { type: "final" },
      },
    },
    confirming: {
      entry: assign({ heldFrom: "acting" }),
      invoke: {
        src: "consent",
        input: ({ context }) => ({ record: context.record }),
        onDone: { target: "acting", actions: "addEvents" },
        onError: FAILING,
      },
    },
    acting: {
      invoke: {
        src: "act",
        input: ({ context }) => ({ record: context.record }),
        onDone: { target: "verifying", actions: "addEvents" },
        onError: FAILING,
      },
    },
    verifying: {
      invoke: {
        src: "verify",
        input: ({ context }) => ({ record: context.record }),
        onDone: { target: "done", actions: "addEvents" },
        onError: FAILING,
      },
    },
    held: {
      invoke: {
        src: "hold",
        input: ({ context }) => ({ error: context.error }),
        onDone: [
          { guard: ({ context }) => context.heldFrom === "connecting", target: "connecting" },
          { guard: ({ context }) => context.heldFrom === "surveying", target: "surveying" },
          { guard: ({ context }) => context.heldFrom === "questioning", target: "questioning" },
          { guard: ({ context }) => context.heldFrom === "exploring", target: "exploring.turning" },
          { target: "confirming" },
        ],
        onError: { target: "aborted", actions: "keepError" },
      },
      exit: assign({ error: undefined }),
    },
    done: { type: "final" },
    aborted: { type: "final" },
  },
});
