import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Command } from "commander";
import { TidyError } from "../../perception/tidy-error.ts";
import { readEvaluation } from "../evaluation/results.ts";
import { emptyRecord, withEvent } from "../record.ts";
import { evaluationReport } from "../report/evaluation-report.ts";
import { runReport } from "../report/run-report.ts";
import { scenePicture } from "../report/scene-picture.ts";
import { type Score, scoreSchema } from "../report/score.ts";
import { readRun, readRunPhoto, writeAside } from "../run-directory.ts";
import type { Edge } from "./edge.ts";

/** `tactful report`: a run or an evaluation as one self-contained HTML file. */
export const reportCommand = (_edge: Edge): Command =>
  new Command("report")
    .description("a run or an evaluation as one self-contained HTML file")
    .argument("<folder>", "a run directory, or the --out of an evaluation")
    .option("--out <file>", "where to write it (default: report.html in the folder)")
    .option("--picture <file>", "instead, the scene photo with the decisions drawn on it (.jpg)")
    .action(async (folder: string, options: { out?: string; picture?: string }) => {
      const file = options.picture ?? options.out ?? join(folder, "report.html");
      await writeAside(file, await content(folder, options.picture !== undefined));
      process.stdout.write(`${file}\n`);
    });

async function content(folder: string, asPicture: boolean): Promise<string | Uint8Array> {
  if (existsSync(join(folder, "results.json"))) {
    if (asPicture) throw new TidyError("bad-input", "--picture is for runs, not for evaluations");
    return evaluationReport(await readEvaluation(folder));
  }
  const { config, events } = await readRun(folder);
  const record = events.reduce(withEvent, emptyRecord(config));
  const photos = (sha256: string) => readRunPhoto(folder, sha256);
  if (!asPicture) return runReport(record, photos, await readScore(folder));
  const scene = record.photos.scene;
  if (scene === undefined) throw new TidyError("bad-input", `${folder} has no scene photo yet`);
  return scenePicture(record, await photos(scene.sha256));
}

async function readScore(folder: string): Promise<Score | undefined> {
  const file = join(folder, "score.json");
  if (!existsSync(file)) return undefined;
  const parsed = scoreSchema.safeParse(JSON.parse(await readFile(file, "utf8")));
  if (!parsed.success) throw new TidyError("bad-input", `${file} is not a score`);
  return parsed.data;
}
