import { setMaxListeners } from "node:events";
import { Command, CommanderError } from "commander";
import { TidyError } from "../../perception/tidy-error.ts";
import { version } from "../version.ts";
import { datasetCommand } from "./dataset.ts";
import { demoCommand } from "./demo.ts";
import { doctorCommand } from "./doctor.ts";
import type { Edge } from "./edge.ts";
import { evalCommand } from "./eval.ts";
import { EXIT } from "./exit-codes.ts";
import { tellOnStderr } from "./output.ts";
import { reportCommand } from "./report.ts";
import { robotCommand } from "./robot.ts";
import { runCommand } from "./run.ts";
import { simCommand } from "./sim.ts";

/** What the system says of a place that the user named wrongly. */
const WRONG_PLACE = new Set(["ENOENT", "ENOTDIR", "EISDIR", "EEXIST", "EACCES", "EPERM", "EROFS"]);

const isSystemError = (error: unknown): error is NodeJS.ErrnoException & { code: string } =>
  error instanceof Error && "syscall" in error && "code" in error;

/** Runs the command line; resolves to the exit code. Never rejects for a user's mistake. */
export async function main(argv: readonly string[]): Promise<number> {
  // Many calls may be under way at once, each listening for Ctrl-C until it is done.
  setMaxListeners(100);
  const stop = new AbortController();
  let code: number = EXIT.done;
  const edge: Edge = {
    signal: stop.signal,
    finish: (it) => {
      code = it;
    },
  };
  const onSignal = () => {
    // The second Ctrl-C means it.
    if (stop.signal.aborted) process.exit(EXIT.interrupted);
    stop.abort();
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  const program = new Command("tactful")
    .description("A robot agent that looks closer before it tidies.")
    .version(version)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError("(--help shows what there is)");
  for (const command of [
    demoCommand,
    runCommand,
    simCommand,
    evalCommand,
    datasetCommand,
    reportCommand,
    robotCommand,
    doctorCommand,
  ]) {
    program.addCommand(command(edge));
  }
  for (const command of program.commands) {
    command.exitOverride();
    for (const sub of command.commands) sub.exitOverride();
  }
  try {
    await program.parseAsync(argv);
    return stop.signal.aborted ? EXIT.interrupted : code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    if (stop.signal.aborted) return EXIT.interrupted;
    if (error instanceof TidyError) {
      tellOnStderr(`tactful: ${error.message}`);
      return error.code === "bad-input" ? EXIT.usage : EXIT.failed;
    }
    if (isSystemError(error)) {
      const { code: word, path: place, message } = error;
      tellOnStderr(`tactful: ${place === undefined ? message : `${place}: ${word}`}`);
      return WRONG_PLACE.has(word) ? EXIT.usage : EXIT.failed;
    }
    throw error;
  } finally {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
}
