import { InvalidArgumentError, Option } from "commander";
import { SITUATION_FACTS, type Situation, type SituationFact } from "../../perception/situation.ts";
import { TidyError } from "../../perception/tidy-error.ts";

/** `people=away,time=after` as a situation; says what is wrong and what is possible. */
export function parseSituation(text: string): Situation {
  const situation: Record<string, string> = {};
  for (const part of text.split(",").filter((it) => it.trim() !== "")) {
    const [fact = "", value = ""] = part.split("=").map((it) => it.trim());
    if (!(fact in SITUATION_FACTS)) {
      throw new InvalidArgumentError(
        `no fact "${fact}"; there are ${Object.keys(SITUATION_FACTS).join(", ")}`,
      );
    }
    const values: readonly string[] = SITUATION_FACTS[fact as SituationFact];
    if (!values.includes(value)) {
      throw new InvalidArgumentError(`${fact} is one of ${values.join(", ")}, not "${value}"`);
    }
    situation[fact] = value;
  }
  return situation as Situation;
}

/** The same situation as an option that `parseSituation` reads. */
export const situationOption = (situation: Situation): string =>
  Object.entries(situation)
    .map(([fact, value]) => `${fact}=${value}`)
    .join(",");

/** A whole number from `least` to `most`, as an option's parser. */
export const wholeNumber = (least: number, most: number) => (text: string) => {
  const value = Number(text);
  if (text.trim() === "" || !Number.isInteger(value) || value < least || value > most) {
    throw new InvalidArgumentError(`a whole number from ${least} to ${most}`);
  }
  return value;
};

/** A number above zero, at most `most`, as an option's parser. */
export const positiveNumber = (most: number) => (text: string) => {
  const value = Number(text);
  if (text.trim() === "" || !(value > 0 && value <= most)) {
    throw new InvalidArgumentError(`a number above 0, at most ${most}`);
  }
  return value;
};

/** A number from `least` to `most`, as an option's parser. */
export const numberBetween = (least: number, most: number) => (text: string) => {
  const value = Number(text);
  if (text.trim() === "" || !(value >= least && value <= most)) {
    throw new InvalidArgumentError(`a number from ${least} to ${most}`);
  }
  return value;
};

/** `a,b,c` as words. */
export const idList = (text: string): readonly string[] => text.split(",").map((id) => id.trim());

/** Throws `bad-input` where one of these is none of all. */
export function mustBeOf(
  only: readonly string[] | undefined,
  all: readonly { readonly id: string }[],
  option: string,
): void {
  const unknown = only?.find((id) => !all.some((it) => it.id === id));
  if (unknown !== undefined)
    throw new TidyError(
      "bad-input",
      `${option}: there is no "${unknown}"; there are ${all[0]!.id} to ${all.at(-1)!.id}`,
    );
}

/** A name of one's own choice, as an option's parser. */
export const ownName = (text: string): string => {
  if (!/^[\p{L}\p{N}][\p{L}\p{N} ._:-]{0,59}$/u.test(text))
    throw new InvalidArgumentError("letters, digits, space . _ : -, at most 60");
  return text;
};

/** `a,b,c` as words, each one of `known`. */
export const listOf =
  <T extends string>(known: readonly T[]) =>
  (text: string): readonly T[] => {
    const words = text.split(",").map((it) => it.trim());
    const wrong = words.find((it) => !known.includes(it as T));
    if (wrong !== undefined) {
      throw new InvalidArgumentError(`no "${wrong}"; there are ${known.join(", ")}`);
    }
    return words as T[];
  };

/** The option without which no model is fetched from anywhere. */
export const allowDownload = (): Option =>
  new Option(
    "--allow-download",
    "fetch hf: models that are not on this disk from huggingface.co, into ~/.cache/tactful/models (or TACTFUL_MODELS)",
  );
