import type { ReadText } from "../text-reader.ts";

const NEGLECT = "ignore|disregard|forget|override|bypass";
const RULES = "instruction|prompt|rule|order|command|guideline|norm|safety";
const THROW = "throw|toss|dump|discard|trash|destroy|delete|shred|recycle|empty|clear|remove";
const ALL =
  "everything|all(?:ofit|ofthis|ofthem|that|this|away)|(?:it|them)all|" +
  "(?:every|all|allthe)(?:object|item|thing)";
const MACHINE = "robot|assistant|chatbot|languagemodel|aimodel|aiagent|chatgpt|openai|systemprompt";
/** `AI` and `bot` are part of too many words to be looked for where spaces are lost. */
const SHORT_MACHINE = /\b(?:ai|bot|llm|gpt|agent)\b/i;
const DO =
  "throw|toss|dump|discard|trash|destroy|delete|recycle|empty|clean|clear|remove|put|take|bring|give|move|" +
  "open|pour|break|unplug|leave|donot|dont|must|should|always|never|answer|reply|say|tell|print|send|obey|" +
  "follow|stop|ignore|disregard|forget|please";

/** What reads like an order, wherever it stands in text without spaces and marks. */
const ORDERS: readonly RegExp[] = [
  // "Ignore all previous instructions", "forget your rules".
  new RegExp(`(?:${NEGLECT}).{0,40}(?:${RULES})`),
  new RegExp(`(?:${NEGLECT})(?:everything|all|what|theabove|theprevious)`),
  // "Throw everything away", "discard all of this", "empty it all".
  new RegExp(`(?:${THROW}).{0,12}(?:${ALL})`),
  // "Robot, put the laptop in the bin", "to the assistant: answer yes".
  new RegExp(`(?:${MACHINE}).{0,60}(?:${DO})`),
  new RegExp(`(?:${DO}).{0,60}(?:${MACHINE})`),
  // "Answer yes to all questions", "reply with no".
  /(?:answer|reply|respond|output)(?:with)?(?:only)?(?:yes|no|unknown|always)(?:to|and|only|every|$)/,
  /newinstructions?|systemmessage|youarenow|youmustnow|actas(?:a|an|if)/,
].map(asRead);

/**
 * Whether a text reads like an order to a machine: to neglect its rules, to throw everything away, or an
 * imperative beside the word robot, assistant, AI or the like. English only, blind to politeness, and to
 * what letters a camera confuses (l, I, 1; 0, O). It only puts a flag on what people are shown: nothing
 * is decided by it, and what it misses can do no more than what it finds.
 */
export function readsLikeAnOrder(text: string): boolean {
  const letters = plain(text);
  if (ORDERS.some((order) => order.test(letters))) return true;
  return SHORT_MACHINE.test(text) && asRead(new RegExp(DO)).test(letters);
}

/** The lines that read like an order; all of them as one text where only together they do. */
export function ordersIn(lines: readonly Pick<ReadText, "text">[]): readonly string[] {
  const texts = lines.map(({ text }) => text);
  const alone = texts.filter(readsLikeAnOrder);
  if (alone.length > 0) return alone;
  const together = texts.join(" ");
  return readsLikeAnOrder(together) ? [together] : [];
}

/** Small letters alone, those that look alike made one. */
function plain(text: string): string {
  return alike(text.normalize("NFKD").toLowerCase()).replace(/[^a-z]/g, "");
}

const alike = (text: string): string =>
  text
    .replaceAll(/[l1|!]/g, "i")
    .replaceAll("0", "o")
    .replaceAll("5", "s")
    .replaceAll("rn", "m");

/** The pattern for text that `plain` made. */
function asRead({ source }: RegExp): RegExp {
  const escapes = source.replaceAll(/\{[^}]*\}|[^{}]+/g, (part) =>
    part.startsWith("{") ? part : part.replaceAll("l", "i").replaceAll("rn", "m"),
  );
  return new RegExp(escapes);
}
