import type { AnswerLikelihoods } from "../vision-model.ts";

/**
 * How far the answers of a model that nobody measured are trusted: an assumption, on the careful
 * side. It holds that such a model sees well, and now and then answers what a photo does not show.
 */
export const STATED_LIKELIHOODS: AnswerLikelihoods = {
  reply: {
    yes: { yes: 0.82, no: 0.06, unknown: 0.12 },
    no: { yes: 0.06, no: 0.8, unknown: 0.14 },
    hidden: { yes: 0.1, no: 0.2, unknown: 0.7 },
  },
};
