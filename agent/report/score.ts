import * as z from "zod";

/** How a run's decisions compare with the key: written beside the run, after the decisions. */
export const scoreSchema = z.object({
  appropriate: z.number(),
  /** Objects that are really there. */
  of: z.number(),
  /** Decisions about what is no object of the key: other things that stand about, or nothing. */
  ghosts: z.number(),
  objects: z.array(
    z.object({
      /** The agent's name for it; absent where it was missed. */
      objectId: z.string().exactOptional(),
      kind: z.string(),
      state: z.string(),
      accepted: z.array(z.string()),
      right: z.boolean(),
    }),
  ),
});
export type Score = z.infer<typeof scoreSchema>;
