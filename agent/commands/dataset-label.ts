import { Command } from "commander";
import { loadDataset } from "../../datasets/load-dataset.ts";
import { labelPage } from "../label/label-page.ts";
import { writeAside } from "../run-directory.ts";
import type { Edge } from "./edge.ts";
import { progressLine } from "./output.ts";
import { wholeNumber } from "./parse-options.ts";

const LARGE_BYTES = 50_000_000;
type Options = { out: string; side: number; seed: number };

/** `tactful dataset label`: a page on which people choose what is right, without any server. */
export const datasetLabelCommand = (edge: Edge): Command =>
  new Command("label")
    .description(
      "one page that opens from disk: people see each object's photos and options, choose, and " +
        "download their votes as CSV, which `dataset import <dataset> --options votes.csv` reads",
    )
    .argument("<dataset>", "a dataset's folder")
    .option("--out <file>", "where the page goes; replaces what is there", "label.html")
    .option("--side <pixels>", "longest side of a close-up", wholeNumber(100, 4000), 640)
    .option(
      "--seed <n>",
      "with a person's name, fixes the order of the options",
      wholeNumber(0, 2 ** 31 - 1),
      1,
    )
    .action(async (folder: string, { out, side, seed }: Options) => {
      const progress = progressLine();
      const page = await labelPage(await loadDataset(folder), {
        sidePx: side,
        seed,
        signal: edge.signal,
        onProgress: (done, of) => progress.show(`${done} of ${of} photos`),
      }).finally(progress.clear);
      await writeAside(out, page.html);
      const bytes = Buffer.byteLength(page.html);
      process.stdout.write(
        `${out}: ${page.objects} objects, ${page.photos} photos, ${(bytes / 1e6).toFixed(1)} MB\n`,
      );
      if (page.left > 0)
        process.stderr.write(`note: ${page.left} objects have no options and are not in it\n`);
      if (bytes > LARGE_BYTES)
        process.stderr.write("note: the page is large; a smaller --side makes it smaller\n");
    });
