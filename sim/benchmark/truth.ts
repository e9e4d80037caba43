import * as z from "zod";
import { SPLITS } from "./plan.ts";

/**
 * What a rendered benchmark truly shows; it lies beside the dataset's folder, never in it, and is read
 * by whatever renders again, counts, trains or scores.
 */
export const truthSchema = z.strictObject({
  format: z.literal(1),
  split: z.enum(SPLITS),
  /** The share of objects that the scene photo was asked not to decide. */
  hidden: z.number().min(0).max(0.8).exactOptional(),
  surfaces: z.array(
    z.strictObject({
      id: z.string(),
      seed: z.int(),
      /** Which draw of places it is. */
      attempt: z.int().min(0),
      objects: z.array(
        z.strictObject({
          id: z.string(),
          kind: z.string(),
          state: z.string(),
          noneFits: z.boolean(),
          unseen: z.boolean(),
          untold: z.boolean(),
        }),
      ),
    }),
  ),
});
export type Truth = z.infer<typeof truthSchema>;
export type SurfaceTruth = Truth["surfaces"][number];

/** What an object is counted with: where no option fits, with its like; else by what the norms say of its state. */
export const groupOfTruth = ({
  noneFits,
  unseen,
  untold,
}: Pick<SurfaceTruth["objects"][number], "noneFits" | "unseen" | "untold">) =>
  noneFits ? "none-fits" : unseen ? "unseen" : untold ? "untold" : "told";
