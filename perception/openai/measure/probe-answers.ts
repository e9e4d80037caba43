import { TidyError } from "../../tidy-error.ts";
import { askQuestions } from "../ask-questions.ts";
import type { Endpoint } from "../endpoint.ts";
import { type BoxContent, COLOURS, drawTray, shuffled } from "./draw-cards.ts";
import type { SaidCounts } from "./measurement.ts";
import type { Prober } from "./prober.ts";

export const TRAYS = 5;
const PLACES = ["left", "middle", "right"] as const;
const TRUTHS = ["yes", "no", "hidden"] as const;
type Truth = (typeof TRUTHS)[number];

const TRAY = {
  id: "tray-1",
  label: "three boxes in a row, open or closed by a lid",
  box: { x: 0, y: 0, width: 768, height: 320 },
};
const VIEW = { kind: "close-up", object: TRAY, angle: "top" } as const;

/** What was said where the card shows yes, shows no, or hides the answer; whether tokens told too. */
export type AnswerProbe = {
  readonly counts: Readonly<Record<Truth, SaidCounts>>;
  readonly tokenProbabilities: boolean;
};

/**
 * Asks of trays of three boxes, with the prompts of a real run, whether a disc of some colour lies in
 * each: one box shows it, one shows that it does not, one has its lid on.
 */
export async function probeAnswers(
  { counted, call }: Prober,
  endpoint: Endpoint,
  random: () => number,
): Promise<AnswerProbe> {
  const none = { yes: 0, no: 0, unknown: 0, unreadable: 0 };
  const counts = { yes: { ...none }, no: { ...none }, hidden: { ...none } };
  let tokenProbabilities = true;
  for (let tray = 0; tray < TRAYS; tray++) {
    const truths = shuffled(TRUTHS, random);
    const [asked, other] = shuffled(COLOURS, random) as [BoxContent, BoxContent];
    const contents = truths.map((truth): BoxContent => {
      if (truth === "hidden") return "lid";
      return truth === "yes" ? asked : tray % 2 === 0 ? other : "nothing";
    });
    const questions = PLACES.map((place) => ({
      object: TRAY,
      text: `Is there a ${asked} disc in the ${place} box?`,
      because: "it is a test card",
    }));
    const image = await drawTray(contents);
    const said = await counted("answers", () =>
      askQuestions(endpoint, image, VIEW, questions, false, call),
    ).catch((error) => {
      if (error instanceof TidyError && error.code === "model-reply") return undefined;
      throw error;
    });
    for (const [i, truth] of truths.entries()) counts[truth][said?.[i]?.answer ?? "unreadable"]++;
    tokenProbabilities &&= said?.every(({ measured }) => measured !== undefined) ?? true;
  }
  const all = Object.values(counts);
  const readable = all.some(({ yes, no, unknown }) => yes + no + unknown > 0);
  return { counts, tokenProbabilities: tokenProbabilities && readable };
}
