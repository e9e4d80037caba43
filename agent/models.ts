import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Detector } from "../perception/detector.ts";
import { embeddedDetector } from "../perception/embedded/embedded-detector.ts";
import { embeddedVision } from "../perception/embedded/embedded-vision.ts";
import { type Endpoint, type Leaving, openaiEndpoint } from "../perception/openai/endpoint.ts";
import { openaiDetector } from "../perception/openai/openai-detector.ts";
import { openaiVision } from "../perception/openai/openai-vision.ts";
import { packageFile } from "../perception/package-file.ts";
import { TidyError } from "../perception/tidy-error.ts";
import type { VisionModel } from "../perception/vision-model.ts";
import { embeddedReasoner } from "../planner/embedded-reasoner.ts";
import type { Norms } from "../planner/norms.ts";
import { openaiReasoner } from "../planner/openai-reasoner.ts";
import type { Reasoner } from "../planner/reasoner.ts";

/** Models as the command line names them: `embedded`, or `openai:<model>`. */
export type ModelNames = {
  readonly reasoner: string;
  readonly vision: string;
  readonly detector: string;
};

export type Models = {
  readonly reasoner: Reasoner;
  readonly vision: VisionModel;
  readonly detector: Detector;
  close(): Promise<void>;
};

/**
 * The models that the names say. `onPhotoLeaves` is told before a photo goes to another host. Throws
 * `bad-input` for a name that is none or a key that is missing.
 */
export function loadModels(
  names: ModelNames,
  norms: Norms,
  onPhotoLeaves: (leaving: Leaving) => void | Promise<void>,
): Models {
  const endpoints = new Map<string, Endpoint>();
  const endpoint = (name: string): Endpoint => {
    const model = name.slice("openai:".length);
    const known =
      endpoints.get(model) ?? openaiEndpoint({ ...fromEnvironment(), model, onPhotoLeaves });
    endpoints.set(model, known);
    return known;
  };
  const isOpenai = (name: string, role: string): boolean => {
    if (/^openai:.+/.test(name)) return true;
    if (name === "embedded") return false;
    throw new TidyError("bad-input", `--${role} ${name}: there are embedded and openai:<model>`);
  };
  const opened: { close(): Promise<void> }[] = [];
  const kept = <T extends { close(): Promise<void> }>(model: T): T => {
    opened.push(model);
    return model;
  };
  const reasoner = isOpenai(names.reasoner, "reasoner")
    ? openaiReasoner(endpoint(names.reasoner))
    : embeddedReasoner(norms);
  const vision = isOpenai(names.vision, "vision")
    ? openaiVision(endpoint(names.vision))
    : kept(embeddedVision());
  const detector = isOpenai(names.detector, "detector")
    ? openaiDetector(endpoint(names.detector))
    : kept(embeddedDetector());
  return {
    reasoner,
    vision,
    detector,
    close: async () => {
      await Promise.all(opened.map((it) => it.close()));
    },
  };
}

/** Where an OpenAI-compatible server is, and the key for it. */
function fromEnvironment(): { baseUrl?: string; apiKey?: string } {
  const { OPENAI_BASE_URL: baseUrl, OPENAI_API_KEY: apiKey } = process.env;
  return { ...(baseUrl && { baseUrl }), ...(apiKey && { apiKey }) };
}

/** SHA-256 of the norms and the models that ship, by file name: what a run was made with. */
export function shippedHashes(): Record<string, string> {
  const models = ["eyes.onnx", "eyes.json", "detector.onnx", "detector.json"];
  const files = ["planner/norms.yaml", ...models.map((name) => `perception/models/${name}`)];
  return Object.fromEntries(
    files.map((file) => [
      file,
      createHash("sha256")
        .update(readFileSync(packageFile(file)))
        .digest("hex"),
    ]),
  );
}
