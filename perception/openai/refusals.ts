const TOO_LARGE =
  /\b(image|picture|payload|request|body|file|entity)\b.{0,60}\b(too (large|big|long)|exceed|larger than|over the limit)|too (large|big)\b|(maximum|available|exceeds?) (the )?context/i;

/** Servers that have no eyes for this model say so in these words, some with a 500. */
const TAKES_NO_PICTURES =
  /image input is not supported|at most 0 image|(does not|doesn't|not) support (images?|image input|vision|multimodal)|not a (multimodal|vision) model|unsupported content part type|missing data required for image|image_url is only supported|no endpoints found that support image/i;

/** Whether a refusal is about how large the pictures are, so that smaller ones may be taken. */
export const saysTooLarge = (status: unknown, message: string): boolean =>
  status === 413 || ([400, 422, 500].includes(Number(status)) && TOO_LARGE.test(message));

/** Whether a refusal says that the model takes no pictures at all. */
export const saysNoPictures = (message: string): boolean => TAKES_NO_PICTURES.test(message);

/** Whether a refusal is about the shape that was asked for; older llama.cpp says so with a 500. */
export const saysShape = (message: string): boolean =>
  /response_format|json|schema|grammar/i.test(message);

/** Whether a refusal is one that asking for less may lift. */
export function isRefusal(status: unknown, message: string): boolean {
  const code = Number(status);
  if (code === 500) return saysShape(message);
  // OpenAI forbids token probabilities of some models, rather than not to support them.
  if (code === 403) return saysLogprobs(message);
  return [400, 415, 422, 501].includes(code);
}

/** Whether a refusal is about token probabilities. */
export const saysLogprobs = (message: string): boolean => /log_?probs/i.test(message);
