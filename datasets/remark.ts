import { escapedForTerminal } from "./terminal-text.ts";

/** How much something matters: a fault keeps a dataset from being used, a note is only said. */
export const LEVELS = ["fault", "warning", "note"] as const;
export type Level = (typeof LEVELS)[number];

/** One thing found in a dataset: what, where, and what to do. */
export type Remark = {
  readonly level: Level;
  /** Path in the dataset's folder. */
  readonly file: string;
  /** Place in dataset.json, such as `surfaces[0].objects[1].box`; or line and column. */
  readonly at?: string;
  readonly surface?: string;
  readonly object?: string;
  readonly what: string;
  readonly todo?: string;
};

/** A remark as one line: level, file, place, whose, what, what to do. */
export function remarkLine({ level, file, at, surface, object, what, todo }: Remark): string {
  const whose = [surface, object].filter((it) => it !== undefined).join("/");
  const where = [file, at].filter((it) => it !== undefined).join(": ");
  const line = `${level.padEnd(7)} ${where}${whose && ` (${whose})`}: ${what}`;
  return escapedForTerminal(todo === undefined ? line : `${line}; ${todo}`);
}
