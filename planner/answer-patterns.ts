import type { Angle } from "../perception/photo.ts";
import type { Reply } from "../perception/question.ts";
import type { AnswerLikelihoods, ViewClass } from "../perception/vision-model.ts";
import type { Evidence } from "./evidence.ts";
import type { TellingQuestion } from "./reasoner.ts";
import { viewClass } from "./run.ts";

// What photos say of an object is a matter of the true answers to its questions alone. With k questions
// there are 2^k patterns of true answers (bit i set: question i is truly yes), and for each of them this
// file says how likely the replies on all photos are. Three things make it more than a product:
//
// 1. One truth. Two photos asked the same question share its true answer.
// 2. One photo shows much or little. All questions on it hang on one level u, uniform in 0..1: an answer
//    that such a view shows with probability s is shown where u < s (comonotone coupling). A bite that
//    faces away hides the answers to "is it bitten?" and "is it sound all round?" together, once.
// 3. Sides are drawn without replacement. A sign on one side of four, not found on n of them, is the more
//    likely on the next: the four levels fall one into each quarter of 0..1, in unknown order (Latin
//    hypercube: McKay, Beckman, Conover, Technometrics 1979), so exactly 4s of four sides show it. For
//    s <= 1/4: P(n sides show nothing) = C(4-n,1)/C(4,1) * 4s + (1 - 4s) = 1 - n s, hence
//    P(the next side shows it | n sides did not) = s / (1 - n s).
//
// As no such law is strict (neighbours, light), a share of `LOOSE` lets every answer show on its own.

const LOOSE = 0.1;
const SIDES = 4;

/** Two truths about seeing: P(such a view shows a true yes), P(it shows a true no). */
type Shown = { readonly yes: number; readonly no: number };

/** Likelihood of what was replied to one question, if the photo shows yes, no, or not the answer. */
type Heard = { readonly yes: number; readonly no: number; readonly hidden: number };

const UNASKED: Heard = { yes: 1, no: 1, hidden: 1 };

/** How well a set of views tells the patterns apart, and what that leaves to expect of one view more. */
export type Patterns = {
  /** P(all replies so far | pattern), up to a common factor. */
  readonly likelihood: readonly number[];
  /** P(all replies so far, and these on a new view | pattern), by the same factor. */
  readonly with: (view: "scene" | Angle, heard: readonly Heard[]) => readonly number[];
};

/** How likely what was heard is under each pattern of true answers to at most a few questions. */
export function answerPatterns(
  questions: readonly TellingQuestion[],
  evidence: readonly Evidence[],
  likelihoods: AnswerLikelihoods,
): Patterns {
  const count = 2 ** questions.length;
  const shownIn = (view: ViewClass) =>
    questions.map((question) => shownOn(question, view, likelihoods));
  const shown = { scene: shownIn("scene"), above: shownIn("above"), side: shownIn("side") };
  const views = [...new Set(evidence.map(({ view }) => view))].map((view) => ({
    view,
    heard: questions.map(({ text }) =>
      heardOf(
        text,
        evidence.filter((each) => each.view === view && each.question === text),
        likelihoods,
      ),
    ),
  }));
  const apart = views.filter(({ view }) => viewClass(view) !== "side");
  const sides = views.filter(({ view }) => viewClass(view) === "side");

  const states = Array.from({ length: count }, (_, pattern) => {
    const scene = howItShows(shown.scene, pattern, 1);
    const above = howItShows(shown.above, pattern, 1);
    const side = howItShows(shown.side, pattern, SIDES);
    const alone = (view: "scene" | Angle, heard: readonly Heard[]) => {
      const shows = viewClass(view) === "scene" ? scene : above;
      return mixed(strict(shows, heard)[0]!, loose(shows, heard));
    };
    const factor = apart.reduce((product, { view, heard }) => product * alone(view, heard), 1);
    const placed = placings(sides.map(({ heard }) => strict(side, heard)));
    const free = sides.reduce((product, { heard }) => product * loose(side, heard), 1);
    return { alone, side, factor, placed, free };
  });
  return {
    likelihood: states.map(({ factor, placed, free }) => factor * mixed(placed.all, free)),
    with: (view, heard) =>
      states.map(({ alone, side, factor, placed, free }) => {
        if (viewClass(view) !== "side") {
          return factor * mixed(placed.all, free) * alone(view, heard);
        }
        const next = strict(side, heard);
        const dealt = placed.open.reduce(
          (sum, weight, quarter) => sum + weight * next[quarter]!,
          0,
        );
        return factor * mixed(dealt, free * loose(side, heard));
      }),
  };
}

const mixed = (dealt: number, free: number) => (1 - LOOSE) * dealt + LOOSE * free;

/** Measured for this question where it was, believed else; never quite sure. */
function shownOn(
  { text, seen }: TellingQuestion,
  view: ViewClass,
  { shown }: AnswerLikelihoods,
): Shown {
  const measured = shown?.[text]?.[view];
  const clipped = (share: number) => Math.min(0.98, Math.max(0.02, share));
  return { yes: clipped(measured?.yes ?? seen[view]), no: clipped(measured?.no ?? seen[view]) };
}

/** The same view asked the same twice counts once: its replies are averaged. */
function heardOf(
  question: string,
  evidence: readonly Evidence[],
  likelihoods: AnswerLikelihoods,
): Heard {
  if (evidence.length === 0) return UNASKED;
  const mean = (reply: keyof Reply) =>
    evidence.reduce((sum, { answer }) => sum + answer[reply], 0) / evidence.length;
  const reply = { yes: mean("yes"), no: mean("no"), unknown: mean("unknown") };
  return heardAs(question, reply, likelihoods);
}

/** Likelihood of a reply to a question, given in probabilities: L(row) = sum over r of p(r) * P(r | row). */
export function heardAs(question: string, reply: Reply, likelihoods: AnswerLikelihoods): Heard {
  const rows = likelihoods.replyTo?.[question] ?? likelihoods.reply;
  const row = (name: "yes" | "no" | "hidden") =>
    // A floor, so that no measured zero ever rules a truth out for good.
    Math.max(
      1e-3,
      reply.yes * rows[name].yes + reply.no * rows[name].no + reply.unknown * rows[name].unknown,
    );
  return { yes: row("yes"), no: row("no"), hidden: row("hidden") };
}

const isYes = (pattern: number, index: number) => (pattern & (1 << index)) !== 0;

/** How a class of views shows one pattern of true answers, worked out once. */
type Shows = {
  readonly pattern: number;
  /** By question: P(its true answer shows). */
  readonly reach: readonly number[];
  /** Stretches of the level u in which the same answers show; width as a share of its part. */
  readonly stretches: readonly {
    readonly part: number;
    readonly width: number;
    readonly level: number;
  }[];
  readonly parts: number;
};

function howItShows(shown: readonly Shown[], pattern: number, parts: number): Shows {
  const reach = shown.map((each, index) => (isYes(pattern, index) ? each.yes : each.no));
  const stretches = Array.from({ length: parts }, (_, part) => {
    const from = part / parts;
    const to = (part + 1) / parts;
    const steps = [from, ...reach.filter((s) => s > from && s < to).sort((a, b) => a - b), to];
    return steps.slice(1).map((step, index) => ({
      part,
      width: (step - steps[index]!) * parts,
      level: (step + steps[index]!) / 2,
    }));
  }).flat();
  return { pattern, reach, stretches, parts };
}

/** Mean likelihood of a photo's replies where its level falls into each of the equal parts of 0..1. */
function strict(
  { pattern, reach, stretches, parts }: Shows,
  heard: readonly Heard[],
): readonly number[] {
  const means = new Array<number>(parts).fill(0);
  for (const { part, width, level } of stretches) {
    let product = width;
    for (let index = 0; index < reach.length; index++) {
      const { yes, no, hidden } = heard[index]!;
      product *= level < reach[index]! ? (isYes(pattern, index) ? yes : no) : hidden;
    }
    means[part]! += product;
  }
  return means;
}

/** Likelihood of a photo's replies where every answer shows, or not, on its own. */
function loose({ pattern, reach }: Shows, heard: readonly Heard[]): number {
  let product = 1;
  for (let index = 0; index < reach.length; index++) {
    const { yes, no, hidden } = heard[index]!;
    const share = reach[index]!;
    product *= share * (isYes(pattern, index) ? yes : no) + (1 - share) * hidden;
  }
  return product;
}

/**
 * Sums over all ways to give each side seen a quarter of its own: `all`, the mean over those ways;
 * `open[q]`, the part of it in which quarter q falls to the next side.
 */
function placings(sides: readonly (readonly number[])[]): {
  readonly all: number;
  readonly open: readonly number[];
} {
  let sums = new Map<number, number>([[0, 1]]);
  let ways = 1;
  sides.forEach((side, taken) => {
    const next = new Map<number, number>();
    for (const [mask, sum] of sums) {
      for (let quarter = 0; quarter < SIDES; quarter++) {
        if (isYes(mask, quarter)) continue;
        const with_ = mask | (1 << quarter);
        next.set(with_, (next.get(with_) ?? 0) + sum * side[quarter]!);
      }
    }
    sums = next;
    ways *= SIDES - taken;
  });
  const entries = [...sums];
  const all = entries.reduce((sum, [, each]) => sum + each, 0) / ways;
  const left = SIDES - sides.length;
  const open = Array.from({ length: SIDES }, (_, quarter) =>
    entries
      .filter(([mask]) => !isYes(mask, quarter))
      .reduce((sum, [, each]) => sum + each / ways / left, 0),
  );
  return { all, open };
}
