import * as z from "zod";
import type { CallOptions } from "../call-options.ts";
import { questionCrop } from "../images/question-crop.ts";
import type { Photo } from "../photo.ts";
import type { Answer, Question } from "../question.ts";
import type { VisionModel } from "../vision-model.ts";
import { askQuestions } from "./ask-questions.ts";
import type { ChatImage } from "./chat-request.ts";
import type { Endpoint } from "./endpoint.ts";
import { fromStated } from "./reply-probabilities.ts";
import { STATED_LIKELIHOODS } from "./stated-likelihoods.ts";
import { DESCRIBE, describePrompt } from "./vision-prompts.ts";

const descriptionSchema = z.strictObject({ description: z.string().trim().min(1) });

/** A description is a line, not a story. */
const LONGEST_DESCRIPTION = 600;

/** Eyes behind an OpenAI-compatible server: one request per photo and object, however many questions. */
export function openaiVision(endpoint: Endpoint): VisionModel {
  const name = `openai:${endpoint.model}`;

  async function answerAbout(
    photo: Photo,
    questions: readonly Question[],
    call: CallOptions,
  ): Promise<readonly Answer[]> {
    const image = await imageAbout(photo, questions[0]!);
    const cut = image.bytes !== photo.bytes;
    const said = await askQuestions(endpoint, image, photo.view, questions, cut, call);
    return questions.map(({ text, object }, i) => {
      const { answer, confidence, measured } = said[i]!;
      const reply = measured ?? fromStated(answer, confidence);
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
