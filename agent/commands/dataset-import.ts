import { Command } from "commander";
import { MAX_SIDE_PX } from "../../datasets/import/take-photos.ts";
import { importPhotos } from "../../datasets/import-photos.ts";
import { escapedForTerminal } from "../../datasets/terminal-text.ts";
import { TidyError } from "../../perception/tidy-error.ts";
import type { Edge } from "./edge.ts";
import { progressLine } from "./output.ts";
import { wholeNumber } from "./parse-options.ts";

type Options = {
  out: string;
  options?: string[];
  mapping?: string;
  maxSide: number;
  keepNone?: boolean;
};

/** `tactful dataset import`: photographs, or a dataset and votes on it, become a dataset. */
export const datasetImportCommand = (edge: Edge): Command =>
  new Command("import")
    .description(
      "a dataset from photos named <object>_scene.jpg, <object>_top.jpg, ..., in one folder or in one " +
        "for each surface; or from a dataset, to put votes into it. Metadata stays behind",
    )
    .argument("<photos>", "a folder or a .zip file of photos, or a dataset's folder")
    .requiredOption("--out <folder>", "where the dataset goes; must not exist yet")
    .option(
      "--options <files...>",
      "options or votes (CSV, or JSON rows), or notes (JSON as options.json)",
    )
    .option("--mapping <file>", "YAML or JSON: how files named in another way are to be read")
    .option(
      "--max-side <pixels>",
      "longest side of a photo; larger ones are scaled down, boxes with them",
      wholeNumber(64, 16_384),
      MAX_SIDE_PX,
    )
    .option("--keep-none", 'keep objects for which most said "none fits", with none accepted')
    .action(async (from: string, { out, options, mapping, maxSide, keepNone }: Options) => {
      const progress = progressLine();
      try {
        const { dataset, photos, remarks } = await importPhotos(
          {
            from,
            to: out,
            maxSidePx: maxSide,
            ...(options && { options }),
            ...(mapping && { mapping }),
            ...(keepNone && { keepNone }),
            onProgress: (done, of) => progress.show(`${done} of ${of} photos`),
          },
          edge,
        );
        progress.clear();
        const objects = dataset.surfaces.reduce((sum, it) => sum + it.objects.length, 0);
        const surfaces = dataset.surfaces.length;
        process.stdout.write(
          `${out}: ${surfaces} surfaces, ${objects} objects, ${photos} photos, no metadata\n`,
        );
        for (const remark of remarks) process.stderr.write(`note: ${escapedForTerminal(remark)}\n`);
      } catch (error) {
        progress.clear();
        if (edge.signal.aborted) process.stderr.write(`stopped; ${out} was not made\n`);
        if (!(error instanceof TidyError)) throw error;
        // Names and cells come from others' files, and may try to steer the terminal.
        const { code, details, message } = error;
        throw new TidyError(code, escapedForTerminal(message), { details, cause: error });
      }
    });
