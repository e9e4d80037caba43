import * as z from "zod";
import { MEDIA_TYPES } from "../../images/fit-picture.ts";
import { boxConventionSchema, endpointKnowledgeSchema } from "../endpoint-knowledge.ts";

const count = z.int().nonnegative();
const positive = z.number().nonnegative();

/** `misread`: taken, but what it shows was told wrong. */
const outcome = z.enum(["read", "misread", "refused"]);
export type Outcome = z.infer<typeof outcome>;

/**
 * What becomes of a schema: `held`, the server keeps the model to it; `ignored`, it is taken without
 * effect; `refused`.
 */
const mode = z.enum(["held", "ignored", "refused"]);
export type Mode = z.infer<typeof mode>;

/** How often each was said of so many cards; `unreadable`: no answer that could be used. */
const said = z.object({ yes: count, no: count, unknown: count, unreadable: count }).readonly();
export type SaidCounts = z.infer<typeof said>;

/** All that was measured of one model behind one server, on drawn cards. */
export const endpointMeasurementSchema = endpointKnowledgeSchema.extend({
  tactful: z.string(),
  /** Draws the same cards again. */
  seed: z.int(),
  requests: count,
  seconds: positive,
  modes: z
    .object({ json_schema: mode, json_object_with_schema: mode, json_object: mode })
    .readonly(),
  /** Why the server takes no pictures at all, in its words. */
  takesNoPictures: z.string().exactOptional(),
  /** Cards with shape and colour told right, with the number, with no reply that could be read. */
  shapes: z.object({ right: count, numbers: count, unreadable: count, of: count }).readonly(),
  /** Questions to which the card shows yes, shows no, or hides the answer. */
  answers: z.object({ yes: said, no: said, hidden: said }).readonly().exactOptional(),
  /** Boxes on cards, as they were read best; also where that is too bad to be used. */
  cardBoxes: z
    .object({ convention: boxConventionSchema, overlap: z.number().min(0).max(1), of: count })
    .readonly()
    .exactOptional(),
  encodings: z.partialRecord(z.enum(MEDIA_TYPES), outcome).readonly().exactOptional(),
  several: z.object({ pictures: count, outcome }).readonly().exactOptional(),
  sides: z
    .array(z.object({ px: count, outcome }))
    .readonly()
    .exactOptional(),
  weights: z
    .array(z.object({ bytes: count, outcome }))
    .readonly()
    .exactOptional(),
  answerSeconds: z.object({ median: positive, of: count }).readonly().exactOptional(),
  /** Mean of a request with one card, as far as the server counts. */
  tokens: z.object({ prompt: positive, completion: positive }).readonly().exactOptional(),
});
export type EndpointMeasurement = Readonly<z.infer<typeof endpointMeasurementSchema>>;
