import * as z from "zod";
import type { CallOptions } from "../call-options.ts";
import type { View } from "../photo.ts";
import type { Question, Reply } from "../question.ts";
import type { ChatImage } from "./chat-request.ts";
import type { Endpoint } from "./endpoint.ts";
import { type AnswerWord, fromTokens } from "./reply-probabilities.ts";
import { ANSWER, answerPrompt } from "./vision-prompts.ts";

/** What a model said to one question, and how likely its words were where its tokens tell. */
export type Said = {
  readonly answer: AnswerWord;
  readonly confidence: number;
  readonly measured?: Reply;
};

const answersSchema = (count: number) =>
  z.strictObject({
    answers: z
      .array(
        z.strictObject({
          question: z.int().min(1).max(count),
          evidence: z.string(),
          answer: z.enum(["yes", "no", "unknown"]),
          // Some models write per cent, whatever they are told.
          confidence: z
            .number()
            .min(0)
            .max(100)
            .transform((c) => (c > 1 ? c / 100 : c)),
        }),
      )
      .refine((answers) => new Set(answers.map((a) => a.question)).size === count, {
        message: `needs one answer to each of ${count} questions`,
      })
      .refine((answers) => answers.length === count, { message: "answers a question twice" }),
  });

/**
 * Asks all questions, which are about one object, on one picture. `cut`: the picture is the part of
 * the scene photo around the object. One answer a question, in order.
 */
export async function askQuestions(
  endpoint: Endpoint,
  image: ChatImage,
  view: View,
  questions: readonly Question[],
  cut: boolean,
  call: CallOptions,
): Promise<readonly Said[]> {
  const { object } = questions[0]!;
  const { value, tokens } = await endpoint.ask(
    {
      name: "answers",
      schema: answersSchema(questions.length),
      system: ANSWER,
      user: answerPrompt(view, object, questions, cut),
      images: [image],
      logprobs: true,
    },
    call,
  );
  const measured = fromTokens(tokens ?? [], questions.length);
  return questions.map((_, i) => {
    const at = value.answers.findIndex((a) => a.question === i + 1);
    const { answer, confidence } = value.answers[at]!;
    const likely = measured?.[at];
    return { answer, confidence, ...(likely ? { measured: likely } : {}) };
  });
}
