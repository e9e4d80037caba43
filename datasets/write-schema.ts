import { writeFileSync } from "node:fs";
import { packageFile } from "../perception/package-file.ts";
import { datasetJsonSchema } from "./dataset-format.ts";

writeFileSync(
  packageFile("datasets/dataset.schema.json"),
  `${JSON.stringify(datasetJsonSchema(), undefined, 2)}\n`,
);
