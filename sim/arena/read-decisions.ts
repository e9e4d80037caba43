import { type ArenaDecision, decisionsSchema, type ToldSurface } from "./messages.ts";

const LONGEST = 200;

/** What a message decides about the surface at hand, or in one line why it decides nothing. */
export function readDecisions(
  text: string,
  surface: ToldSurface,
): { readonly decisions: readonly ArenaDecision[] } | { readonly refused: string } {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return { refused: "the message is not JSON" };
  }
  const read = decisionsSchema.safeParse(data);
  if (!read.success) {
    const { path, message } = read.error.issues[0]!;
    return { refused: line([path.join("."), message].filter((it) => it !== "").join(": ")) };
  }
  const { decisions } = read.data;
  if (read.data.surface !== surface.id)
    return { refused: line(`surface: ${quoted(read.data.surface)} is not at hand`) };
  const wrong = decisions.map((one, i) => fault(one, i, decisions, surface)).find(Boolean);
  return wrong === undefined ? { decisions } : { refused: line(wrong) };
}

function fault(
  { object, option }: ArenaDecision,
  index: number,
  all: readonly ArenaDecision[],
  { objects }: ToldSurface,
): string | undefined {
  const place = `decisions.${index}`;
  const told = objects.find(({ id }) => id === object);
  if (told === undefined) return `${place}.object: there is no ${quoted(object)}`;
  if (all.findIndex((other) => other.object === object) < index)
    return `${place}.object: ${quoted(object)} is decided twice`;
  if (option !== "none" && option > told.options.length)
    return `${place}.option: there are ${told.options.length}, not ${option}`;
  return undefined;
}

const quoted = (text: string): string => JSON.stringify(text);
const line = (text: string): string => text.replaceAll(/\s+/g, " ").slice(0, LONGEST);
