import * as z from "zod";
import type { CallOptions } from "../call-options.ts";
import { boxScaled, type ReadCard } from "./box-convention.ts";
import type { ChatImage } from "./chat-request.ts";
import { drawBoxCard } from "./draw-box-card.ts";
import type { Endpoint, Size } from "./endpoint.ts";
import { CARD_USER, DETECT } from "./vision-prompts.ts";

const MOST_THINGS = 60;

const boxesSchema = z.strictObject({
  things: z
    .array(
      z.strictObject({
        label: z
          .string()
          .trim()
          .min(1)
          .max(60)
          .regex(/^[^\p{Cc}]*$/u),
        box: z.array(z.number()).length(4),
        confidence: z.number().min(0).max(1),
      }),
    )
    .max(MOST_THINGS),
});

/** Asks for the things on one picture, with their boxes as the model writes them. */
export function askForBoxes(endpoint: Endpoint, image: ChatImage, user: string, call: CallOptions) {
  const request = { name: "things", schema: boxesSchema, system: DETECT, user, images: [image] };
  return endpoint.ask(request, call);
}

/** Shows the model a card of known boxes of that size, and hears how it writes them. */
export async function readBoxCard(
  endpoint: Endpoint,
  size: Size,
  call: CallOptions,
  turn = 0,
): Promise<ReadCard> {
  const { picture, boxes } = await drawBoxCard(size.widthPx, size.heightPx, turn);
  const { value, pictures } = await askForBoxes(endpoint, picture, CARD_USER, call);
  const sent = pictures?.[0] ?? size;
  const pairs = [...boxes].map(([colour, box]) => {
    const thing = value.things.find(({ label }) => label.toLowerCase().includes(colour));
    return { written: thing?.box ?? [], known: boxScaled(box, size, sent) };
  });
  return { size: sent, pairs };
}
