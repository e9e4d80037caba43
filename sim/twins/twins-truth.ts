import * as z from "zod";
import { SPLITS } from "../benchmark/plan.ts";
import { LOOK_CHANGES, TWIN_KINDS } from "./twin.ts";

/** Which surfaces of a rendered tidy-twins are twins, and of what kind; it lies beside the folder. */
export const twinsTruthSchema = z.strictObject({
  format: z.literal(1),
  split: z.enum(SPLITS),
  pairs: z.array(
    z.strictObject({
      id: z.string(),
      kind: z.enum(TWIN_KINDS),
      change: z.enum(LOOK_CHANGES).exactOptional(),
      seed: z.int(),
      /** The object that is asked about: its kind, and its state in each twin. */
      object: z.string(),
      states: z.tuple([z.string(), z.string()]),
      surfaces: z.tuple([z.string(), z.string()]),
    }),
  ),
});
export type TwinsTruth = z.infer<typeof twinsTruthSchema>;
export type PairTruth = TwinsTruth["pairs"][number];
