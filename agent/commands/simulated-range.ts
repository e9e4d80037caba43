import { TidyError } from "../../perception/tidy-error.ts";

/** Simulated surfaces by seed, perhaps all of one kind. */
export type SimulatedRange = {
  readonly name: string;
  readonly surfaceKind?: string;
  readonly seeds: readonly number[];
};

const KINDS = ["desk", "bedroom", "kitchen", "living", "dining"];
const MOST = 10_000;

/** Reads `sim:1-20` or `sim:kitchen:1-20`; throws `bad-input` with what is wrong. */
export function simulatedRange(text: string): SimulatedRange {
  const match = /^sim:(?:([a-z]+):)?(\d{1,9})(?:-(\d{1,9}))?$/.exec(text);
  if (match === null) {
    throw new TidyError(
      "bad-input",
      `${text}: surfaces are named sim:<first>-<last>, e.g. sim:1-20`,
    );
  }
  const [, surfaceKind, first = "", last = first] = match;
  if (surfaceKind !== undefined && !KINDS.includes(surfaceKind)) {
    throw new TidyError(
      "bad-input",
      `${text}: no surface "${surfaceKind}"; there are ${KINDS.join(", ")}`,
    );
  }
  const count = Number(last) - Number(first) + 1;
  if (count < 1) throw new TidyError("bad-input", `${text}: the last seed is before the first`);
  if (count > MOST) throw new TidyError("bad-input", `${text}: more than ${MOST} surfaces at once`);
  return {
    name: text,
    ...(surfaceKind !== undefined && { surfaceKind }),
    seeds: Array.from({ length: count }, (_, i) => Number(first) + i),
  };
}
