import { type ChildProcess, spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageFile } from "../../perception/package-file.ts";

/** So that what whoever runs the tests has measured is neither read nor changed. */
const NOWHERE = join(tmpdir(), "tactful-tests-keep-nothing-here");

export type Finished = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** Starts the real command line as a process of its own, from the sources; `input` is piped in. */
export function startTactful(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input?: string,
): { readonly child: ChildProcess; readonly finished: Promise<Finished> } {
  const cli = packageFile("agent/tactful.ts");
  const child = spawn(process.execPath, ["--import", "tsx", cli, ...args], {
    cwd: packageFile("."),
    env: { ...process.env, NO_COLOR: "1", TACTFUL_CONFIG: NOWHERE, ...env },
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
  });
  child.stdin?.end(input);
  let stdout = "";
  let stderr = "";
  child.stdout!.on("data", (part) => {
    stdout += part;
  });
  child.stderr!.on("data", (part) => {
    stderr += part;
  });
  const finished = new Promise<Finished>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, finished };
}

/** Runs it to its end. */
export const tactful = (...args: readonly string[]): Promise<Finished> =>
  startTactful(args).finished;
