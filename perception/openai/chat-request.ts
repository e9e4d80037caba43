import type * as z from "zod";
import type { Encoded } from "../images/fit-picture.ts";

/** A picture to send, and the photo it was taken from (a crop has other bytes than its photo). */
export type ChatImage = Encoded & {
  /** SHA-256 of the whole photo. Absent for pictures that show nobody's room. */
  readonly photo?: string;
};

/** What is said to the model, and the one shape that its reply must have. */
export type ChatRequest<T> = {
  /** Name of the schema: letters, digits, `_` and `-`. */
  readonly name: string;
  readonly schema: z.ZodType<T>;
  readonly system: string;
  readonly user: string;
  readonly images?: readonly ChatImage[];
  /** Asks for token probabilities; a server may leave them out. */
  readonly logprobs?: boolean;
};
