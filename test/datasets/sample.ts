import { existsSync } from "node:fs";
import { packageFile } from "../../perception/package-file.ts";

const folder = process.env.TACTFUL_SAMPLE ?? packageFile("../shared/data/messysurfaces-sample");

/** Six photos of one real cup, where they are at hand; they may not be passed on. */
export const sampleFolder = existsSync(folder) ? folder : undefined;
export const WHY_SKIPPED = "the sample photos are not here (set TACTFUL_SAMPLE to their folder)";
