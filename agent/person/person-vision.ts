import { questionCrop } from "../../perception/images/question-crop.ts";
import type { Photo } from "../../perception/photo.ts";
import type { Answer, Question, Reply } from "../../perception/question.ts";
import type { AnswerLikelihoods, VisionModel } from "../../perception/vision-model.ts";
import type { Terminal } from "./terminal.ts";

const MODEL = "a person";

/** How far a person's answers are trusted: an assumption. People see well, and slip now and then. */
const LIKELIHOODS: AnswerLikelihoods = {
  reply: {
    yes: { yes: 0.93, no: 0.02, unknown: 0.05 },
    no: { yes: 0.02, no: 0.93, unknown: 0.05 },
    hidden: { yes: 0.03, no: 0.07, unknown: 0.9 },
  },
};

const CANNOT_TELL: Reply = { yes: 0, no: 0, unknown: 1 };
const REPLIES: Readonly<Record<string, Reply>> = {
  y: { yes: 1, no: 0, unknown: 0 },
  n: { yes: 0, no: 1, unknown: 0 },
  "": CANNOT_TELL,
};
const LONG_FORMS: Readonly<Record<string, string>> = { yes: "y", no: "n", unknown: "", "?": "" };

/**
 * Eyes that are a person's: every question is put to them with the very picture that a model would
 * get. `show` brings that picture before them and says where it is.
 */
export function personVision(
  terminal: Terminal,
  show: (name: string, picture: Uint8Array) => Promise<string>,
): VisionModel {
  const ask = async (text: string, signal: AbortSignal | undefined): Promise<string> => {
    const prompt = `  ${text} [y, n, Enter: cannot tell, s: nor any of the rest] `;
    for (;;) {
      const said = (await terminal.ask(prompt, { signal })).toLowerCase();
      const reply = LONG_FORMS[said] ?? said;
      if (reply in REPLIES || reply === "s") return reply;
      terminal.write("  y, n, s, or just Enter");
    }
  };

  const askAll = async (
    photo: Photo,
    questions: readonly Question[],
    signal: AbortSignal | undefined,
  ): Promise<readonly Answer[]> => {
    let shown: string | undefined;
    let tired: string | undefined;
    const answers: Answer[] = [];
    for (const { object, text } of questions) {
      if (object.id !== shown) {
        const view = photo.view.kind === "scene" ? "scene" : photo.view.angle;
        const place = await show(`${object.id}-${view}`, await questionCrop(photo, object));
        terminal.write(`${object.id} (${object.label}), ${view}: ${place}`);
        shown = object.id;
      }
      const said = object.id === tired ? "" : await ask(text, signal);
      if (said === "s") tired = object.id;
      answers.push({
        ...(REPLIES[said] ?? CANNOT_TELL),
        question: text,
        objectId: object.id,
        photo: photo.sha256,
        model: MODEL,
      });
    }
    return answers;
  };

  // One photo after the other: several objects may be asked about at once, but a person is one.
  let last: Promise<unknown> = Promise.resolve();
  return {
    name: MODEL,
    likelihoods: LIKELIHOODS,
    describe: async () => "a surface that a person looks at",
    answer(photo, questions, { signal } = {}) {
      if (questions.length === 0) return Promise.resolve([]);
      const answers = last.then(() => askAll(photo, questions, signal));
      last = answers.catch(() => {});
      return answers;
    },
  };
}
