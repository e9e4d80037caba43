import { TidyError } from "../../perception/tidy-error.ts";
import { PLACES } from "../../sim/scenes/world-named.ts";

/** Simulated surfaces by seed, perhaps all of one kind, or variations of one scene. */
export type SimulatedRange = {
  readonly name: string;
  readonly where?: string;
  readonly seeds: readonly number[];
};

const MOST = 10_000;

/** Reads `sim:1-20` or `sim:kitchen:1-20`; throws `bad-input` with what is wrong. */
export function simulatedRange(text: string): SimulatedRange {
  const match = /^sim:(?:([a-z-]+):)?(\d{1,9})(?:-(\d{1,9}))?$/.exec(text);
  if (match === null) {
    throw new TidyError(
      "bad-input",
      `${text}: surfaces are named sim:<first>-<last>, e.g. sim:1-20`,
    );
  }
  const [, where, first = "", last = first] = match;
  if (where !== undefined && !PLACES.includes(where)) {
    throw new TidyError(
      "bad-input",
      `${text}: no surface "${where}"; there are ${PLACES.join(", ")}`,
    );
  }
  const count = Number(last) - Number(first) + 1;
  if (count < 1) throw new TidyError("bad-input", `${text}: the last seed is before the first`);
  if (count > MOST) throw new TidyError("bad-input", `${text}: more than ${MOST} surfaces at once`);
  return {
    name: text,
    ...(where !== undefined && { where }),
    seeds: Array.from({ length: count }, (_, i) => Number(first) + i),
  };
}
