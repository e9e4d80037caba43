/** What may be done with an object. The words of the key, the norms and the skills alike. */
export const VERBS = [
  "leave",
  "relocate",
  "store",
  "clean",
  "empty",
  "recycle",
  "discard",
  "ask",
] as const;
export type Verb = (typeof VERBS)[number];

/** Whether anyone can put it back, at what price, or never. */
export type Reversibility = "reversible" | "costly" | "irreversible";

/** A verb done to one object, in words for people, with what it takes to undo it. */
export type TidyAction = {
  readonly verb: Verb;
  readonly objectId: string;
  readonly text: string;
  readonly reversibility: Reversibility;
};

/** What undoing a verb takes, unless a dataset's option says otherwise. */
export function reversibilityOf(verb: Verb): Reversibility {
  if (verb === "recycle" || verb === "discard") return "irreversible";
  if (verb === "clean" || verb === "empty") return "costly";
  return "reversible";
}
