import * as z from "zod";
import { MEDIA_TYPES } from "../images/fit-picture.ts";
import { RUNGS } from "./ladder.ts";

const whole = z.int().positive();
const share = z.number().min(0).max(1);

/** How a model writes boxes: the unit, whether x comes first, and pixels of which picture. */
export const boxConventionSchema = z
  .object({
    unit: z.enum(["thousandths", "fractions", "pixels"]),
    xFirst: z.boolean(),
    /**
     * Pixels are those of the picture after the server scaled it: its longest or shortest side to at
     * most this, or to a square of it. Absent: of the picture as it was sent.
     */
    scaled: z
      .object({ side: z.enum(["longest", "shortest", "square"]), toPx: whole })
      .readonly()
      .exactOptional(),
  })
  .readonly();
export type BoxConvention = z.infer<typeof boxConventionSchema>;

/** A measured convention, how well boxes read in it lay on known ones, and how large the cards were. */
export const knownBoxesSchema = z
  .object({ convention: boxConventionSchema, overlap: share, upToPx: whole })
  .readonly();
export type KnownBoxes = z.infer<typeof knownBoxesSchema>;

/** What was measured of one model behind one server, as far as later runs use it. */
export const endpointKnowledgeSchema = z.object({
  /** Without user, password, query or key. */
  baseUrl: z.url(),
  model: z.string().min(1),
  measuredAt: z.iso.datetime(),
  /** Whether it told drawn shapes better than a guess would. */
  sees: z.boolean(),
  rung: z.enum(RUNGS),
  temperatureZero: z.boolean(),
  logprobs: z.boolean(),
  pictures: z
    .object({ longestPx: whole, bytes: whole, types: z.array(z.enum(MEDIA_TYPES)).readonly() })
    .readonly(),
  boxes: knownBoxesSchema.exactOptional(),
});
export type EndpointKnowledge = Readonly<z.infer<typeof endpointKnowledgeSchema>>;
