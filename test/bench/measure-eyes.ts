import { lookAt } from "../../perception/embedded/eyes.ts";
import type { EyesFile } from "../../perception/embedded/models.ts";
import type { OnnxSession } from "../../perception/embedded/onnx-session.ts";
import type { Reply } from "../../perception/question.ts";
import { randomFrom } from "../../sim/random.ts";
import { calibrationError, type Judged } from "./calibration-error.ts";
import type { BenchShards, BenchView } from "./shards.ts";
import { type Share, Tally } from "./share.ts";
import { blankPictures, NONSENSE } from "./strange.ts";

export type EyesFigures = {
  /** Right where the view shows the answer, asked as in the norms. */
  readonly shown: Share;
  /** Unknown where it does not. */
  readonly hidden: Share;
  readonly otherKinds: Share;
  readonly nonsense: Share;
  readonly blank: Share;
  readonly swapped: Share;
  /** Right where shown, by wording: four trained, the last held out. */
  readonly wordings: readonly Share[];
  readonly heldOutHidden: Share;
  /** Views that were taken for unlike all training pictures. */
  readonly strange: Share;
  /** The right kind of what can be made out, props excepted. */
  readonly kind: Share;
  /** The caption has that kind's name in it. */
  readonly captionNames: Share;
  /** Of colour, material and size, asked of what can be made out. */
  readonly facts: Share;
  /** Things of kinds that nobody was told of: unknown, whatever kind's question is put. */
  readonly unseenUnknown: Share;
  /** The same: named as no kind of the key. */
  readonly unseenNamed: Share;
  /** Expected calibration error of all own answers. */
  readonly calibrationError: number | undefined;
  /** The same, on crops of the scene photo alone. */
  readonly kindOnScene: Share;
  /** Captions word for word as in training. */
  readonly caption: Share;
  readonly byQuestion: Readonly<Record<string, { readonly shown: Share; readonly hidden: Share }>>;
  /** Wrongly sure: says yes or no where the opposite shows. */
  readonly opposite: Share;
};

type Facts = NonNullable<BenchView["facts"]>;

const said = ({ yes, no, unknown }: Reply) =>
  unknown >= yes && unknown >= no ? "unknown" : yes >= no ? "yes" : "no";

/** Puts every question to every view of the shards, and what should be unknown beside it. */
export async function measureEyes(
  session: OnnxSession,
  file: EyesFile,
  { views, questions, factoids }: BenchShards,
): Promise<EyesFigures> {
  const random = randomFrom(1, "bench of models");
  const tally = {
    shown: new Tally(),
    hidden: new Tally(),
    otherKinds: new Tally(),
    nonsense: new Tally(),
    blank: new Tally(),
    swapped: new Tally(),
    heldOutHidden: new Tally(),
    strange: new Tally(),
    kind: new Tally(),
    kindOnScene: new Tally(),
    captionNames: new Tally(),
    facts: new Tally(),
    unseenUnknown: new Tally(),
    unseenNamed: new Tally(),
    caption: new Tally(),
    opposite: new Tally(),
  };
  const judged: Judged[] = [];
  const wordings = Array.from({ length: 5 }, () => new Tally());
  const byQuestion = new Map<string, { shown: Tally; hidden: Tally }>();
  const kinds = Object.keys(questions).filter((kind) => questions[kind]!.length > 0);
  const foreignTo = (kind: string) => {
    const own = new Set(questions[kind]?.map(({ ask }) => ask));
    const other = random.pick(kinds.filter((name) => name !== kind));
    return random.pick(questions[other]!.filter(({ ask }) => !own.has(ask))).ask;
  };

  async function put(view: BenchView): Promise<void> {
    const own = questions[view.kind]!.filter(({ ask }) => view.answers[ask] !== undefined);
    const texts = own.flatMap(({ ask, wordings }) => [ask, ...wordings]);
    const foreign = [foreignTo(view.kind), foreignTo(view.kind)];
    const nonsense = random.pick(NONSENSE);
    const asked = [...texts, ...foreign, nonsense];
    const look = await lookAt(session, file, view.picture, asked);
    const replies = look.replies.map(said);
    own.forEach(({ ask }, i) => {
      const truth = view.answers[ask]!;
      const name = `${view.kind}: ${ask}`;
      const one = byQuestion.get(name) ?? { shown: new Tally(), hidden: new Tally() };
      byQuestion.set(name, one);
      const [first, ...rest] = replies.slice(5 * i, 5 * i + 5);
      const reply = look.replies[5 * i]!;
      judged.push({ sure: Math.max(reply.yes, reply.no, reply.unknown), right: first === truth });
      if (truth === "unknown") {
        tally.hidden.add(first === "unknown");
        one.hidden.add(first === "unknown");
        tally.heldOutHidden.add(rest[3] === "unknown");
      } else {
        tally.shown.add(first === truth);
        one.shown.add(first === truth);
        tally.opposite.add(first !== truth && first !== "unknown");
        [first, ...rest].forEach((reply, w) => {
          wordings[w]!.add(reply === truth);
        });
      }
    });
    for (const reply of replies.slice(texts.length, -1)) tally.otherKinds.add(reply === "unknown");
    tally.nonsense.add(replies.at(-1) === "unknown");
    tally.strange.add(look.strange);
    tally.caption.add(look.caption === view.caption);
    if (view.facts === undefined) return;
    tally.kind.add(look.kind === view.kind);
    if (view.view === "scene") tally.kindOnScene.add(look.kind === view.kind);
    tally.captionNames.add(look.caption.includes(view.kind.replaceAll("-", " ")));
    await putFacts(view, view.facts);
  }

  /** One fact that is true of it and one drawn from all. */
  async function putFacts({ picture }: BenchView, facts: Facts): Promise<void> {
    const isTrue = ({ about, value }: (typeof factoids)[number]) => facts[about] === value;
    const asked = [random.pick(factoids.filter(isTrue)), random.pick(factoids)];
    const { replies } = await lookAt(
      session,
      file,
      picture,
      asked.map(({ ask }) => ask),
    );
    asked.forEach((fact, i) => {
      tally.facts.add(said(replies[i]!) === (isTrue(fact) ? "yes" : "no"));
    });
  }

  /** What nobody was told of. */
  async function putUnseen({ kind, picture }: BenchView): Promise<void> {
    const texts = [foreignTo(kind), foreignTo(kind), foreignTo(kind)];
    const look = await lookAt(session, file, picture, texts);
    for (const reply of look.replies) tally.unseenUnknown.add(said(reply) === "unknown");
    tally.unseenNamed.add(look.kind === undefined || look.kind === "object");
  }

  async function putSwapped(view: BenchView): Promise<void> {
    const other = random.pick(told);
    if (other.kind === view.kind) return;
    const own = new Set(Object.keys(other.answers));
    const texts = Object.keys(view.answers).filter((ask) => !own.has(ask));
    const { replies } = await lookAt(session, file, other.picture, texts);
    for (const reply of replies) tally.swapped.add(said(reply) === "unknown");
  }

  const told = views.filter(({ kind }) => kinds.includes(kind));
  for (const view of told) await put(view);
  for (const view of views) if (questions[view.kind] === undefined) await putUnseen(view);
  for (const view of told.filter((_, i) => i % 4 === 0)) await putSwapped(view);
  const all = kinds.flatMap((kind) => questions[kind]!.map(({ ask }) => ask));
  for (const picture of blankPictures(1)) {
    const { replies } = await lookAt(session, file, picture, all);
    for (const reply of replies) tally.blank.add(said(reply) === "unknown");
  }
  const questionFigures = [...byQuestion]
    .sort()
    .map(([name, { shown, hidden }]) => [name, { shown: shown.share, hidden: hidden.share }]);
  return {
    shown: tally.shown.share,
    hidden: tally.hidden.share,
    otherKinds: tally.otherKinds.share,
    nonsense: tally.nonsense.share,
    blank: tally.blank.share,
    swapped: tally.swapped.share,
    wordings: wordings.map(({ share }) => share),
    heldOutHidden: tally.heldOutHidden.share,
    strange: tally.strange.share,
    kind: tally.kind.share,
    kindOnScene: tally.kindOnScene.share,
    captionNames: tally.captionNames.share,
    facts: tally.facts.share,
    unseenUnknown: tally.unseenUnknown.share,
    unseenNamed: tally.unseenNamed.share,
    calibrationError: calibrationError(judged),
    caption: tally.caption.share,
    opposite: tally.opposite.share,
    byQuestion: Object.fromEntries(questionFigures),
  };
}
