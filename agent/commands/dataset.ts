import { Command } from "commander";
import { datasetImportCommand } from "./dataset-import.ts";
import { datasetLabelCommand } from "./dataset-label.ts";
import { datasetObjectsCommand } from "./dataset-objects.ts";
import { datasetRenderCommand } from "./dataset-render.ts";
import { datasetStatsCommand } from "./dataset-stats.ts";
import { datasetValidateCommand } from "./dataset-validate.ts";
import type { Edge } from "./edge.ts";

/** `tactful dataset`: photographs in, faults named, people asked, pictures rendered, counts. */
export const datasetCommand = (edge: Edge): Command =>
  new Command("dataset")
    .description("make datasets and look into them")
    .addCommand(datasetImportCommand(edge))
    .addCommand(datasetValidateCommand(edge))
    .addCommand(datasetLabelCommand(edge))
    .addCommand(datasetObjectsCommand())
    .addCommand(datasetRenderCommand(edge))
    .addCommand(datasetStatsCommand(edge));
