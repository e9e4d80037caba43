import type { Norms } from "./norms.ts";

// Words before a name that never make it another kind of thing ("a blue cup" is a cup, but a
// "rubbish can" is no can, so nothing else is dropped).
const DROPPED = new Set(
  (
    "a an the my your one some small little big large tall old red green blue yellow orange white " +
    "black brown grey gray pink purple"
  ).split(" "),
);

/**
 * The kind that a label names, by the kind's name or what else it is called; capitals, hyphens and
 * plurals do not matter. `undefined` where no kind, or more than one, is called so.
 */
export function matchKind(norms: Norms, label: string): string | undefined {
  const candidates = kindsCalled(norms, label);
  return candidates.length === 1 ? candidates[0] : undefined;
}

/** All kinds that a label may name; a kind of exactly this name is the only one. */
export function kindsCalled(norms: Norms, label: string): readonly string[] {
  const spoken = plain(label);
  const bare = plain(
    label
      .split(/[\s_-]+/)
      .filter((word) => !DROPPED.has(word.toLowerCase()))
      .join(" "),
  );
  for (const name of bare === spoken || bare === "" ? [spoken] : [spoken, bare]) {
    const exact = Object.keys(norms.kinds).filter((kind) => plain(kind) === name);
    if (exact.length > 0) return exact;
    const called = Object.entries(norms.kinds)
      .filter(([, kind]) => kind.called.some((other) => plain(other) === name))
      .map(([kind]) => kind);
    if (called.length > 0) return called;
  }
  return [];
}

/** A name without capitals, hyphens and plural endings: "Coffee-Mugs" and "coffee mug" are one. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
    .map(singular)
    .join(" ");
}

// Both a word and its plural end alike; whether the result is a word does not matter.
function singular(word: string): string {
  if (word.length <= 3) return word;
  return word
    .replace(/ies$/, "y")
    .replace(/(ch|sh|x|ss)es$/, "$1")
    .replace(/([^su])s$/, "$1");
}
