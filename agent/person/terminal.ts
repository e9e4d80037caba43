import { createInterface, type Interface } from "node:readline";
import { linesForTerminal } from "../../datasets/terminal-text.ts";
import { TidyError } from "../../perception/tidy-error.ts";

/** A person who reads what is written, which may quote models and robots, and answers in lines. */
export type Terminal = {
  write(line: string): void;
  /**
   * The next line they write, without the spaces around it; questions wait for their turn. Rejects with
   * `aborted` when told to stop, and when they are gone (Ctrl-D, or the end of what was piped in).
   */
  ask(question: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<string>;
  close(): void;
};

/**
 * The terminal this process was started from: questions on stderr, answers from stdin, which may be a
 * pipe too. Nothing is read before the first question; Ctrl-C stays what it is everywhere else.
 */
export function openTerminal(
  input: NodeJS.ReadableStream & { readonly isTTY?: boolean } = process.stdin,
  output: NodeJS.WritableStream = process.stderr,
): Terminal {
  const lines: string[] = [];
  let reader: Interface | undefined;
  let ended = false;
  let onLine: (() => void) | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const read = (): void => {
    if (reader !== undefined) return;
    reader = createInterface({ input, output, terminal: input.isTTY === true });
    reader.on("line", (line) => {
      lines.push(line);
      onLine?.();
    });
    reader.on("close", () => {
      ended = true;
      onLine?.();
    });
    // In raw mode the terminal sends no signal by itself.
    reader.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  };

  const nextLine = (signal: AbortSignal | undefined): Promise<string> =>
    new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        onLine = undefined;
        signal?.removeEventListener("abort", onAbort);
        settle();
      };
      const onAbort = () => end(() => reject(new TidyError("aborted", "told to stop")));
      const look = () => {
        const line = lines.shift();
        if (line !== undefined) end(() => resolve(line.trim()));
        else if (ended) end(() => reject(new TidyError("aborted", "nobody answers any more")));
      };
      onLine = look;
      signal?.addEventListener("abort", onAbort, { once: true });
      if (signal?.aborted) onAbort();
      else look();
    });

  const question = async (text: string, signal: AbortSignal | undefined): Promise<string> => {
    if (signal?.aborted) throw new TidyError("aborted", "told to stop");
    read();
    reader!.setPrompt(linesForTerminal(text));
    if (!ended) reader!.prompt();
    return nextLine(signal);
  };

  return {
    write: (line) => {
      output.write(`${linesForTerminal(line)}\n`);
    },
    ask(text, { signal } = {}) {
      const answer = last.then(() => question(text, signal));
      last = answer.catch(() => {});
      return answer;
    },
    close() {
      reader?.close();
      input.pause();
    },
  };
}
