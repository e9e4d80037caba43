import * as z from "zod";
import type { CallOptions } from "../call-options.ts";
import { questionCrop } from "../images/question-crop.ts";
import type { Photo } from "../photo.ts";
import type { Answer, Question } from "../question.ts";
import type { VisionModel } from "../vision-model.ts";
import type { ChatImage } from "./chat-request.ts";
import type { Endpoint } from "./endpoint.ts";
import { fromStated, fromTokens } from "./reply-probabilities.ts";
import { STATED_LIKELIHOODS } from "./stated-likelihoods.ts";
import { ANSWER, answerPrompt, DESCRIBE, describePrompt } from "./vision-prompts.ts";

const descriptionSchema = z.strictObject({ description: z.string().trim().min(1) });

/** A description is a line, not a story. */
const LONGEST_DESCRIPTION = 600;

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

/** Eyes behind an OpenAI-compatible server: one request per photo and object, however many questions. */
export function openaiVision(endpoint: Endpoint): VisionModel {
  const name = `openai:${endpoint.model}`;

  async function answerAbout(
    photo: Photo,
    questions: readonly Question[],
    call: CallOptions,
  ): Promise<readonly Answer[]> {
    const { object } = questions[0]!;
    const image = await imageAbout(photo, questions[0]!);
    const cut = image.bytes !== photo.bytes;
    const { value, tokens } = await endpoint.ask(
      {
        name: "answers",
        schema: answersSchema(questions.length),
        system: ANSWER,
        user: answerPrompt(photo.view, object, questions, cut),
        images: [image],
        logprobs: true,
      },
      call,
    );
    const measured = fromTokens(tokens ?? [], questions.length);
    return questions.map(({ text }, i) => {
      const at = value.answers.findIndex((a) => a.question === i + 1);
      const { answer, confidence } = value.answers[at]!;
      const reply = measured?.[at] ?? fromStated(answer, confidence);
      return { ...reply, question: text, objectId: object.id, photo: photo.sha256, model: name };
    });
  }

  return {
    name,
    likelihoods: STATED_LIKELIHOODS,
    async describe(photo, call = {}) {
      const { bytes, mediaType, sha256 } = photo;
      const { value } = await endpoint.ask(
        {
          name: "description",
          schema: descriptionSchema,
          system: DESCRIBE,
          user: describePrompt(photo),
          images: [{ bytes, mediaType, photo: sha256 }],
        },
        call,
      );
      return value.description.replace(/\s+/g, " ").slice(0, LONGEST_DESCRIPTION);
    },
    async answer(photo, questions, call = {}) {
      const byObject = new Map<string, Question[]>();
      for (const question of questions) {
        const { id } = question.object;
        byObject.set(id, [...(byObject.get(id) ?? []), question]);
      }
      const answers = new Map<Question, Answer>();
      for (const group of byObject.values()) {
        const given = await answerAbout(photo, group, call);
        for (const [i, question] of group.entries()) answers.set(question, given[i]!);
      }
      return questions.map((question) => answers.get(question)!);
    },
  };
}

async function imageAbout(photo: Photo, { object }: Question): Promise<ChatImage> {
  const bytes = await questionCrop(photo, object);
  const whole = bytes === photo.bytes;
  return { bytes, mediaType: whole ? photo.mediaType : "image/jpeg", photo: photo.sha256 };
}
