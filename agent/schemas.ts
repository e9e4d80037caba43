import * as z from "zod";
import { datasetSchema } from "../datasets/dataset-format.ts";
import { objectsFileSchema } from "../datasets/objects-file.ts";
import { runConfigSchema, runEventSchema } from "../datasets/run-format.ts";
import { keptEndpointsSchema } from "../perception/openai/kept-endpoints.ts";
import { profileSchema } from "../perception/ros/profile.ts";
import { resultsSchema } from "./evaluation/results.ts";
import { runSummarySchema } from "./run-summary.ts";

const published: Readonly<Record<string, readonly [title: string, schema: z.ZodType]>> = {
  "datasets/dataset.schema.json": ["A Tactful dataset (dataset.json)", datasetSchema],
  "datasets/objects-file.schema.json": ["What run --objects reads", objectsFileSchema],
  "datasets/run.schema.json": ["A Tactful run (run.json)", runConfigSchema],
  "datasets/run-event.schema.json": ["A line of a run's events.jsonl", runEventSchema],
  "perception/ros/robot-profile.schema.json": ["A robot's profile (robot.yaml)", profileSchema],
  "perception/openai/endpoints.schema.json": [
    "What doctor --vision keeps (endpoints.json)",
    keptEndpointsSchema,
  ],
  "agent/run-summary.schema.json": ["What demo --json and run --json print", runSummarySchema],
  "agent/evaluation/results.schema.json": ["An evaluation (results.json)", resultsSchema],
};

/** Every format that we write or read as a JSON Schema, by the file in which it is published. */
export const publishedSchemas = (): Readonly<Record<string, object>> =>
  Object.fromEntries(
    Object.entries(published).map(([file, [title, schema]]) => [
      file,
      { ...z.toJSONSchema(schema, { io: "input" }), title },
    ]),
  );
