import { expect, test } from "vitest";
import { simulatedConsent } from "../../agent/consent.ts";
import { memoryJournal } from "../../agent/journal.ts";
import { type TidyOptions, tidy } from "../../agent/tidy.ts";
import type { RunEvent } from "../../datasets/run-format.ts";
import type { Reply } from "../../perception/question.ts";
import type { Situation } from "../../perception/situation.ts";
import { TidyError } from "../../perception/tidy-error.ts";
import { embeddedReasoner } from "../../planner/embedded-reasoner.ts";
import { loadNorms } from "../../planner/norms.ts";
import { tactfulPolicy } from "../../planner/policies/tactful.ts";
import { fakeDetector, fakeRobot, fakeVision, NO, type Sights, YES } from "../fakes/fake-parts.ts";

const norms = loadNorms();
const MOLDY: Sights = [
  ["apple-1/scene", /./, { yes: 0.05, no: 0.05, unknown: 0.9 } satisfies Reply],
  ["apple-1/left", /brown soft patch/, YES],
  ["apple-1/left", /bite/, NO],
  ["can-1/top", /dark opening/, YES],
  ["can-1/top", /dented/, NO],
  ["cup-1/top", /drink fill/, YES],
  ["cup-1/top", /ring|crust/, NO],
];

const parts = (over: Partial<TidyOptions> = {}): TidyOptions => ({
  told: { instruction: "Clean the desk.", situation: { people: "away", time: "after" } },
  robot: fakeRobot(),
  vision: fakeVision(MOLDY),
  detector: fakeDetector(["apple", "can", "cup"]),
  reasoner: embeddedReasoner(norms),
  policy: tactfulPolicy(norms.costs),
  costs: norms.costs,
  budget: 60,
  consent: simulatedConsent,
  journal: memoryJournal(),
  patienceMs: 1000,
  ...over,
});

const verbs = (events: readonly RunEvent[]) =>
  events.flatMap((it) =>
    it.kind === "decided" ? [`${it.decision.objectId} ${it.decision.action.verb}`] : [],
  );

test("looks closer before throwing the rotten apple away", async () => {
  const robot = fakeRobot();
  const { record, ended } = await tidy(parts({ robot }));
  expect(ended).toBe("done");
  const apple = record.objects.find(({ object }) => object.id === "apple-1")!;
  expect(apple.looks).toContain("left");
  expect(apple.decision?.action.verb).toBe("discard");
  const proof = apple.decision!.evidence.find(({ view }) => view === "left")!;
  expect(proof.answer.photo).toBe(record.photos["apple-1/left"]!.sha256);
});

test("without the telling photo it does not throw the apple away", async () => {
  const vision = fakeVision(MOLDY.filter(([view]) => view !== "apple-1/left"));
  const { record } = await tidy(parts({ vision }));
  const apple = record.objects.find(({ object }) => object.id === "apple-1")!;
  expect(apple.decision?.action.verb).not.toBe("discard");
});

test("the situation changes what is right for the same photos", async () => {
  const verbOf = async (situation: Situation) => {
    const told = { instruction: "Clean the desk.", situation };
    const { record } = await tidy(parts({ told }));
    return record.objects.find(({ object }) => object.id === "cup-1")?.decision?.action.verb;
  };
  expect(await verbOf({ people: "present" })).toBe("leave");
  expect(await verbOf({ time: "after" })).toBe("empty");
});

test("other norms decide otherwise on the same photos", async () => {
  const sparing = structuredClone(norms);
  sparing.kinds.apple!.states.rotten!.right = { leave: 0.95, discard: 0.05 };
  const { record } = await tidy(parts({ reasoner: embeddedReasoner(sparing) }));
  const apple = record.objects.find(({ object }) => object.id === "apple-1")!;
  expect(apple.decision?.action.verb).toBe("leave");
});

test("from any point of its journal it goes on to the same decisions and repeats nothing", async () => {
  const whole = memoryJournal();
  await tidy(parts({ journal: whole }));
  for (let k = 1; k < whole.events.length; k++) {
    const past = whole.events.slice(0, k);
    const photos = new Map(
      past.flatMap((it) =>
        it.kind === "photo" ? [[it.sha256, new TextEncoder().encode(it.view)] as const] : [],
      ),
    );
    const journal = memoryJournal(past, photos);
    const robot = fakeRobot();
    const vision = fakeVision(MOLDY);
    const { ended } = await tidy(parts({ journal, robot, vision }));
    expect(ended).toBe("done");
    expect(verbs(journal.events)).toEqual(verbs(whole.events));
    const taken = past.flatMap((it) =>
      it.kind === "photo" && it.view.includes("/") ? [it.view] : [],
    );
    expect(robot.calls.filter((call) => taken.includes(call))).toEqual([]);
    const begun = past.flatMap((it) =>
      it.kind === "acting" ? [`perform ${it.verb} ${it.objectId}`] : [],
    );
    expect(robot.calls.filter((call) => begun.includes(call))).toEqual([]);
    const heard = past.flatMap((it) =>
      it.kind === "answered"
        ? it.answers.map((a) => `${it.objectId}/${it.view} ${a.question}`)
        : [],
    );
    expect(vision.calls.filter((call) => heard.includes(call))).toEqual([]);
  }
}, 60_000);

test("an action that was cut off is not repeated, and counts as unknown", async () => {
  const whole = memoryJournal();
  await tidy(parts({ journal: whole }));
  const at = whole.events.findIndex((it) => it.kind === "acting");
  const photos = new Map(
    whole.events.flatMap((it) =>
      it.kind === "photo" ? [[it.sha256, new TextEncoder().encode(it.view)] as const] : [],
    ),
  );
  const journal = memoryJournal(whole.events.slice(0, at + 1), photos);
  const { record } = await tidy(parts({ journal }));
  const begun = whole.events[at] as Extract<RunEvent, { kind: "acting" }>;
  expect(record.acts[begun.objectId]?.done).toBe("unknown");
  expect(record.verified[begun.objectId]).toBeDefined();
});

test("an action whose time is up counts as unknown, one that failed as not done", async () => {
  const fails: Readonly<Record<string, TidyError>> = {
    "apple-1": new TidyError("deadline", "no answer", { details: { begun: true } }),
    "cup-1": new TidyError("action-failed", "the gripper is empty"),
  };
  const robot = fakeRobot();
  const perform: typeof robot.perform = async (action, object) => {
    const failure = fails[object.id];
    if (failure !== undefined) throw failure;
    return { done: true, text: action.text };
  };
  const { record, ended } = await tidy(parts({ robot: { ...robot, perform } }));
  expect(ended).toBe("done");
  expect(record.acts).toMatchObject({
    "apple-1": { done: "unknown", text: "no answer" },
    "cup-1": { done: false, text: "the gripper is empty" },
  });
});

test("an action that was never sent is begun again when the robot is back", async () => {
  const robot = fakeRobot();
  let tried = 0;
  const perform: typeof robot.perform = async ({ text }) => {
    if (++tried === 1) throw new TidyError("unreachable", "the link is down");
    return { done: true, text };
  };
  const { record, ended } = await tidy(parts({ robot: { ...robot, perform } }));
  expect(ended).toBe("done");
  expect(Object.values(record.acts).map(({ done }) => done)).not.toContain("unknown");
});

test("without a photo of the whole surface it waits for one, and then says why it ends", async () => {
  const journal = memoryJournal();
  const blind = parts({ journal, robot: fakeRobot({ refuses: ["scene"] }), patienceMs: 50 });
  const { ended, error } = await tidy(blind);
  expect(ended).toBe("away");
  expect(String(error)).toMatch(/no photo of the whole surface: in the way/);
  const { ended: later } = await tidy(parts({ journal: memoryJournal(journal.events) }));
  expect(later).toBe("done");
});

test("the order of looks does not depend on how fast the answers come", async () => {
  const order = async (wait: () => Promise<void>) => {
    const journal = memoryJournal();
    await tidy(parts({ journal, vision: fakeVision(MOLDY, wait) }));
    return journal.events.flatMap((it) => (it.kind === "chose" ? [JSON.stringify(it.step)] : []));
  };
  const slowly = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));
  expect(await order(slowly)).toEqual(await order(async () => {}));
});

test("moves on to another object while an answer is still awaited", async () => {
  const happened: string[] = [];
  const robot = fakeRobot({ onCall: (call) => happened.push(call) });
  let open: () => void = () => {};
  const vision = fakeVision(MOLDY, () =>
    happened.filter((it) => it.includes("/")).length === 1
      ? new Promise((resolve) => {
          open = resolve;
        })
      : Promise.resolve(),
  );
  const twoLooks = new Promise<void>((resolve) => {
    const look = robot.photograph;
    Object.assign(robot, {
      photograph: async (...args: Parameters<typeof look>) => {
        const photo = await look(...args);
        if (happened.filter((it) => it.includes("/")).length === 2) resolve();
        return photo;
      },
    });
  });
  const run = tidy(parts({ robot, vision }));
  await twoLooks;
  open();
  expect((await run).ended).toBe("done");
  const [first, second] = happened.filter((it) => it.includes("/"));
  expect(first!.split("/")[0]).not.toBe(second!.split("/")[0]);
});

test("a view that is refused leads to another angle, with the reason kept", async () => {
  const robot = fakeRobot({ refuses: ["can-1/top", "cup-1/top"] });
  const { record, ended } = await tidy(parts({ robot }));
  expect(ended).toBe("done");
  const refused = record.objects.flatMap((it) => it.refused.map(({ reason }) => reason));
  expect(refused).toContain("in the way");
  expect(robot.calls.filter((call) => call === "cup-1/top").length).toBeLessThanOrEqual(1);
});

test("waits while the robot is away, and goes on where it was", async () => {
  const { record, ended } = await tidy(parts({ robot: fakeRobot({ awayFor: 2 }) }));
  expect(ended).toBe("done");
  expect(record.holds).toBe(1);
  const untroubled = await tidy(parts());
  expect(record.objects.map((it) => it.decision?.action.verb)).toEqual(
    untroubled.record.objects.map((it) => it.decision?.action.verb),
  );
});

test("waits for a model's server as well, but not for a model that cannot load", async () => {
  const failing = (details: Record<string, unknown>) => {
    const eyes = fakeVision(MOLDY);
    let left = 2;
    return {
      ...eyes,
      answer: async (...args: Parameters<typeof eyes.answer>) => {
        if (args[0].view.kind === "close-up" && left-- > 0) {
          throw new TidyError("model-unavailable", "the server does not answer", { details });
        }
        return eyes.answer(...args);
      },
    };
  };
  const waited = await tidy(parts({ vision: failing({ retry: true }) }));
  expect(waited.ended).toBe("done");
  expect(waited.record.holds).toBeGreaterThan(0);
  expect((await tidy(parts({ vision: failing({}) }))).ended).toBe("failed");
});

test("gives up on a robot that stays away, with everything learned so far", async () => {
  const outcome = await tidy(parts({ robot: fakeRobot({ awayFor: 1e9 }), patienceMs: 40 }));
  expect(outcome.ended).toBe("away");
  expect(outcome.record.objects).toHaveLength(3);
});

test("stops when told to, at any moment, and can go on", async () => {
  for (const moment of ["found", "asked", "chose", "decided", "acting"]) {
    const stop = new AbortController();
    const journal = memoryJournal();
    const stopped = await tidy(
      parts({
        journal,
        signal: stop.signal,
        onEvent: (event) => {
          if (event.kind === moment) stop.abort();
        },
      }),
    );
    expect(stopped.ended).toBe("interrupted");
    expect(stopped.record.finished).toBe(false);
  }
});

test("says so when an instruction is beyond the norms, and then touches nothing by guess", async () => {
  const told = { instruction: "Repaint the desk in blue.", situation: {} };
  const { record } = await tidy(parts({ told }));
  expect(record.beyond).toContain("beyond");
});
