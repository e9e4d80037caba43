import type { Angle } from "../../perception/photo.ts";
import { ANGLES } from "../../perception/photo.ts";
import type { Reply } from "../../perception/question.ts";
import { SITUATION_FACTS, type Situation } from "../../perception/situation.ts";
import { VERBS } from "../../perception/tidy-action.ts";
import type { AnswerLikelihoods, ViewClass } from "../../perception/vision-model.ts";
import { decide } from "../../planner/decide.ts";
import { embeddedReasoner } from "../../planner/embedded-reasoner.ts";
import type { Evidence } from "../../planner/evidence.ts";
import type { Norms } from "../../planner/norms.ts";
import { decideKnowing } from "../../planner/policies/oracle.ts";
import type { PurePolicy } from "../../planner/policy.ts";
import { type ObjectRecord, type Run, viewClass } from "../../planner/run.ts";
import { randomFrom } from "../../sim/random.ts";

/** How visibility is dealt out in a world: as the planner assumes, or each answer on a side of its own. */
export type Seeing = {
  /** The questions of one photo show together, or each on its own. */
  readonly together: boolean;
  /** A true "no" shows less often than a true "yes": nobody sees that there is no bite. */
  readonly noShows: number;
};

/** Eyes that hit what is shown with `hit`, and say unknown of the rest with `modest`. */
export const eyesOf = (hit: number, modest: number): AnswerLikelihoods => ({
  reply: {
    yes: { yes: hit, no: (1 - hit) / 2, unknown: (1 - hit) / 2 },
    no: { yes: (1 - hit) / 2, no: hit, unknown: (1 - hit) / 2 },
    hidden: { yes: (1 - modest) / 2, no: (1 - modest) / 2, unknown: modest },
  },
});

export type Outcome = {
  readonly right: number;
  readonly oracle: number;
  readonly looks: number;
  readonly verb: string;
  readonly kind: string;
};

/** One object a run, drawn from the norms' own priors: what a policy does, in chance to be right. */
export async function tidyNormObjects(
  norms: Norms,
  policy: PurePolicy,
  eyes: AnswerLikelihoods,
  {
    seeing,
    count,
    seed,
    kinds = Object.keys(norms.kinds),
    measured = true,
  }: {
    readonly seeing: Seeing;
    readonly count: number;
    readonly seed: number;
    readonly kinds?: readonly string[];
    readonly measured?: boolean;
  },
): Promise<readonly Outcome[]> {
  const reasoner = embeddedReasoner(norms);
  const outcomes: Outcome[] = [];
  for (let index = 0; index < count; index++) {
    // The world is drawn apart from the replies, so that all policies meet the same objects.
    const random = randomFrom(seed + index, "world");
    const kind = random.pick(kinds);
    const situation = Object.fromEntries(
      Object.entries(SITUATION_FACTS).flatMap(([fact, values]) => {
        const value = random.pick<string>(values);
        return random.chance(fact === "rule" ? 0.2 : 0.6) ? [[fact, value]] : [];
      }),
    ) as Situation;
    const box = { x: 0, y: 0, width: 9, height: 9 };
    const object = { id: `${kind}-1`, label: kind, box };
    const surface = {
      id: "s",
      kind: "table",
      instruction: "tidy up",
      situation,
      objects: [object],
    };
    const context = { surface, description: "" };
    const hypotheses = await reasoner.propose(object, context);
    const questions = await reasoner.ask(object, hypotheses, [], context);
    const state = random.weighted(Object.fromEntries(hypotheses.map((h) => [h.id, h.prior])));
    const truth = questions.map(({ yes }) => random.chance(yes[state]!));
    const shown = measured
      ? Object.fromEntries(
          questions.map(({ text, seen }) => [
            text,
            Object.fromEntries(
              Object.entries(seen).map(([view, yes]) => [view, { yes, no: yes * seeing.noShows }]),
            ) as Record<ViewClass, { yes: number; no: number }>,
          ]),
        )
      : undefined;
    const likelihoods = { ...eyes, ...(shown && { shown }) };
    const quarters = [0, 1, 2, 3].sort(() => random.next() - 0.5);
    const own = questions.map(() => [0, 1, 2, 3].sort(() => random.next() - 0.5));
    const reach = (question: number, view: "scene" | Angle) =>
      questions[question]!.seen[viewClass(view)] * (truth[question] ? 1 : seeing.noShows);
    const answerAt = (view: "scene" | Angle, texts: readonly string[]): readonly Evidence[] => {
      const chance = randomFrom(seed + index, `photo ${view}`);
      const common = chance.next();
      return questions.flatMap(({ text }, question): Evidence[] => {
        const alone = chance.next();
        const spoken = chance.next();
        if (!texts.includes(text)) return [];
        const level = seeing.together ? common : alone;
        const side = ["front", "right", "back", "left"].indexOf(view);
        const quarter = (seeing.together ? quarters : own[question]!)[side]!;
        const u = side >= 0 ? (quarter + level) / 4 : level;
        const row = u < reach(question, view) ? (truth[question] ? "yes" : "no") : "hidden";
        const { yes, no } = eyes.reply[row];
        const word = spoken < yes ? "yes" : spoken < yes + no ? "no" : "unknown";
        const reply: Reply = { yes: 0.05, no: 0.05, unknown: 0.05, [word]: 0.9 };
        const answer = {
          ...reply,
          question: text,
          objectId: object.id,
          photo: view,
          model: "fake",
        };
        return [{ view, question: text, answer }];
      });
    };
    let record: ObjectRecord = {
      object,
      hypotheses,
      questions,
      evidence: answerAt(
        "scene",
        questions.map(({ text }) => text),
      ),
      looks: [],
      refused: [],
    };
    const runOf = (): Run => ({
      surface,
      angles: ANGLES,
      skills: VERBS,
      likelihoods,
      objects: [record],
      budget: 5,
    });
    for (;;) {
      const step = policy.next(runOf(), new Set());
      if (step?.kind !== "look") break;
      record = {
        ...record,
        looks: [...record.looks, step.angle],
        evidence: [...record.evidence, ...answerAt(step.angle, step.questions)],
      };
    }
    const { verb } = decide(record, runOf(), norms.costs).action;
    const told = decideKnowing([state], object, hypotheses, runOf(), norms.costs).action.verb;
    const right = hypotheses.find(({ id }) => id === state)!.right;
    outcomes.push({
      right: right[verb] ?? 0,
      oracle: right[told] ?? 0,
      looks: record.looks.length,
      verb,
      kind,
    });
  }
  return outcomes;
}

export const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
