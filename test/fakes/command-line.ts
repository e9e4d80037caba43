import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
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

/** The command as it is installed, where it is built from the sources as they are; else from the sources. */
const COMMAND = isBuilt() ? ["dist/agent/tactful.js"] : ["--import", "tsx", "agent/tactful.ts"];

function isBuilt(): boolean {
  const built = packageFile("dist/agent/tactful.js");
  const sources = ["agent", "perception", "planner", "datasets", "sim"].flatMap((floor) =>
    readdirSync(packageFile(floor), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => packageFile(join(floor, file))),
  );
  return existsSync(built) && sources.every((it) => statSync(it).mtimeMs < statSync(built).mtimeMs);
}

/** Starts the real command line as a process of its own; `input` is piped in. */
export function startTactful(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input?: string,
): { readonly child: ChildProcess; readonly finished: Promise<Finished> } {
  const child = spawn(process.execPath, [...COMMAND, ...args], {
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
