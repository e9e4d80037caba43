import pc from "picocolors";
import { escapedForTerminal } from "../../datasets/terminal-text.ts";

/** `wrong` means that it does not work; `warning` that it works, but not as it might. */
export type FindingState = "ok" | "warning" | "wrong";

/** One thing looked at: what was found, where that is said, and what to do where it is not right. */
export type Finding = {
  readonly what: string;
  readonly state: FindingState;
  readonly found: string;
  /** The place that says otherwise, as `robot.yaml:12 topics.image`. */
  readonly where?: string;
  readonly todo?: string;
};

const NAMES: Readonly<Record<FindingState, string>> = {
  ok: pc.green("ok      "),
  warning: pc.yellow("warning "),
  wrong: pc.red("wrong   "),
};
const under = (word: string, text: string): string =>
  `${" ".repeat(25)}${pc.dim(`${word}: ${escapedForTerminal(text)}`)}`;

/** Looks, and makes a finding of it; what goes wrong meanwhile is the finding, in one line. */
export async function look(
  what: string,
  todo: string,
  find: () => Promise<string>,
  otherwise: "warning" | "wrong" = "wrong",
): Promise<Finding> {
  try {
    return { what, state: "ok", found: await find() };
  } catch (error) {
    const found = (error instanceof Error ? error.message : String(error)).split("\n")[0]!;
    return { what, state: otherwise, found, todo };
  }
}

/** A finding for people, which may quote robots and servers: one line, and under it where and what to do where there is something. */
export const findingLines = ({ what, state, found, where, todo }: Finding): string =>
  [
    `${NAMES[state]} ${what.padEnd(15)} ${escapedForTerminal(found)}`,
    ...(state !== "ok" && where !== undefined ? [under("where", where)] : []),
    ...(state !== "ok" && todo !== undefined ? [under("to do", todo)] : []),
  ].join("\n");
