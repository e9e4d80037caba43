import type { RunEventOf } from "../datasets/run-format.ts";
import type { Decision } from "../planner/run.ts";
import type { Terminal } from "./person/terminal.ts";

type Given = Pick<RunEventOf<"consent">, "by" | "why">;

/** Who may allow an action before it is begun, and what they said. */
export type Consent = (decision: Decision, signal: AbortSignal) => Promise<Given>;

const changesNothing = ({ action }: Decision) => action.verb === "leave" || action.verb === "ask";

/** Nothing is done; what would have been is told. */
export const dryRun: Consent = async () => ({ by: "none", why: "dry run: nothing is moved" });

/** The simulator stands in for the people; recorded as such. */
export const simulatedConsent: Consent = async (decision) =>
  changesNothing(decision)
    ? { by: "not-needed", why: "nothing is moved" }
    : { by: "simulated", why: "simulated robot: consent is simulated" };

/**
 * Every physical action is confirmed at the terminal; with `irreversibleOnly`, only what cannot be
 * undone. Without a terminal nothing that needs it is done.
 */
export function askAtTerminal(
  terminal: Terminal,
  { irreversibleOnly }: { irreversibleOnly: boolean },
): Consent {
  return async (decision, signal) => {
    const { action } = decision;
    if (changesNothing(decision)) return { by: "not-needed", why: "nothing is moved" };
    if (irreversibleOnly && action.reversibility !== "irreversible") {
      return { by: "not-needed", why: "can be undone" };
    }
    if (!process.stdin.isTTY || !process.stderr.isTTY) {
      return { by: "none", why: "nobody at a terminal to confirm it" };
    }
    const percent = Math.round(decision.probability * 100);
    const text = `${decision.objectId}: ${action.text} (${action.verb}, ${action.reversibility}, ${percent} % sure). Do it? [y/N] `;
    const reply = (await terminal.ask(text, { signal })).toLowerCase();
    return reply === "y" || reply === "yes"
      ? { by: "person", why: "confirmed at the terminal" }
      : { by: "none", why: "declined at the terminal" };
  };
}
