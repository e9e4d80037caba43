import { lookAt } from "../../perception/embedded/eyes.ts";
import type { EyesFile } from "../../perception/embedded/models.ts";
import type { OnnxSession } from "../../perception/embedded/onnx-session.ts";
import type { Reply } from "../../perception/question.ts";
import { randomFrom } from "../../sim/random.ts";
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
  readonly kind: Share;
  /** The same, on crops of the scene photo alone. */
  readonly kindOnScene: Share;
  /** Captions word for word as in training. */
  readonly caption: Share;
  readonly byQuestion: Readonly<Record<string, { readonly shown: Share; readonly hidden: Share }>>;
  /** Wrongly sure: says yes or no where the opposite shows. */
  readonly opposite: Share;
};

const said = ({ yes, no, unknown }: Reply) =>
  unknown >= yes && unknown >= no ? "unknown" : yes >= no ? "yes" : "no";

/** Puts every question to every view of the shards, and what should be unknown beside it. */
export async function measureEyes(
  session: OnnxSession,
  file: EyesFile,
  { views, questions }: BenchShards,
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
    caption: new Tally(),
    opposite: new Tally(),
  };
  const wordings = Array.from({ length: 5 }, () => new Tally());
  const byQuestion = new Map<string, { shown: Tally; hidden: Tally }>();
  const kinds = Object.keys(questions);
  const foreignTo = (kind: string) => {
    const own = new Set(questions[kind]!.map(({ ask }) => ask));
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
    tally.kind.add(look.kind === view.kind);
    if (view.view === "scene") tally.kindOnScene.add(look.kind === view.kind);
    tally.caption.add(look.caption === view.caption);
  }

  async function putSwapped(view: BenchView): Promise<void> {
    const other = random.pick(views);
    if (other.kind === view.kind) return;
    const own = new Set(Object.keys(other.answers));
    const texts = Object.keys(view.answers).filter((ask) => !own.has(ask));
    const { replies } = await lookAt(session, file, other.picture, texts);
    for (const reply of replies) tally.swapped.add(said(reply) === "unknown");
  }

  for (const view of views) await put(view);
  for (const view of views.filter((_, i) => i % 4 === 0)) await putSwapped(view);
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
    caption: tally.caption.share,
    opposite: tally.opposite.share,
    byQuestion: Object.fromEntries(questionFigures),
  };
}
