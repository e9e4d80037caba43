import { existsSync } from "node:fs";
import { mkdir, open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { TidyError } from "../../perception/tidy-error.ts";
import { writeAside } from "../run-directory.ts";
import { type Sample, sampleSchema } from "./results.ts";

/** Samples kept as they come. */
export type SampleLog = {
  readonly past: readonly Sample[];
  append(sample: Sample): Promise<void>;
};

/**
 * The samples of an evaluation's folder, so that a stopped one goes on where it was; without a folder
 * nothing is kept. Rejects with `bad-input` where samples are there already and `resume` is not set.
 */
export async function openSampleLog(out: string | undefined, resume: boolean): Promise<SampleLog> {
  if (out === undefined) return { past: [], append: async () => {} };
  await mkdir(out, { recursive: true });
  const file = join(out, "samples.jsonl");
  if (existsSync(file) && !resume) {
    throw new TidyError(
      "bad-input",
      `${out} holds an evaluation; add --resume or name another --out`,
    );
  }
  const text = existsSync(file) ? await readFile(file, "utf8") : "";
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  const past = whole
    .split("\n")
    .filter((line) => line !== "")
    .map((line, i) => {
      const parsed = sampleSchema.safeParse(JSON.parse(line));
      if (!parsed.success) throw new TidyError("bad-input", `${file}:${i + 1} is not a sample`);
      return parsed.data;
    });
  if (whole.length < text.length) await writeAside(file, whole);
  return {
    past,
    append: async (sample: Sample) => {
      const handle = await open(file, "a");
      try {
        await handle.appendFile(`${JSON.stringify(sample)}\n`);
        await handle.datasync();
      } finally {
        await handle.close();
      }
    },
  };
}
