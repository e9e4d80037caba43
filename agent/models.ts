import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { RunConfig } from "../datasets/run-format.ts";
import { cocoDetector } from "../perception/coco/coco-detector.ts";
import type { Detector } from "../perception/detector.ts";
import { embeddedDetector } from "../perception/embedded/embedded-detector.ts";
import { embeddedVision } from "../perception/embedded/embedded-vision.ts";
import { hfDetector } from "../perception/hf/hf-detector.ts";
import type { HfTask } from "../perception/hf/hf-layout.ts";
import { findHfModel } from "../perception/hf/hf-model.ts";
import { hfVision } from "../perception/hf/hf-vision.ts";
import { type Endpoint, type Leaving, openaiEndpoint } from "../perception/openai/endpoint.ts";
import { addressFromEnvironment, endpointAddress } from "../perception/openai/endpoint-address.ts";
import { openaiDetector } from "../perception/openai/openai-detector.ts";
import { openaiVision } from "../perception/openai/openai-vision.ts";
import { packageFile } from "../perception/package-file.ts";
import { TidyError } from "../perception/tidy-error.ts";
import type { VisionModel } from "../perception/vision-model.ts";
import { embeddedReasoner } from "../planner/embedded-reasoner.ts";
import type { Norms } from "../planner/norms.ts";
import { openaiReasoner } from "../planner/openai-reasoner.ts";
import type { Reasoner } from "../planner/reasoner.ts";

/** Models as the command line names them: a word of the table below, and what it takes. */
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

type Role = keyof ModelNames;

/** What models are made with; those that hold threads or files go through `kept`, to be closed. */
type Making = {
  readonly norms: Norms;
  endpoint(model: string): Endpoint;
  /** The eyes of whoever is at the terminal. Throws `bad-input` where nobody is asked. */
  person(): VisionModel;
  kept<T extends { close(): Promise<void> }>(model: T): T;
};

/** How one model is named and made: `takes` stands after a colon; without it the word stands alone. */
type Choice<T> = { readonly takes?: string; make(making: Making, rest: string): T };

const HF_TASKS = {
  vision: "image-text-to-text",
  detector: "zero-shot-object-detection",
} as const;

/** Every model there is, by its role and the word that names it. */
const CHOICES: {
  readonly reasoner: Readonly<Record<string, Choice<Reasoner>>>;
  readonly vision: Readonly<Record<string, Choice<VisionModel>>>;
  readonly detector: Readonly<Record<string, Choice<Detector>>>;
} = {
  reasoner: {
    embedded: { make: ({ norms }) => embeddedReasoner(norms) },
    openai: {
      takes: "<model>",
      make: ({ endpoint }, model) => openaiReasoner(endpoint(model)),
    },
  },
  vision: {
    embedded: { make: ({ kept }) => kept(embeddedVision()) },
    openai: { takes: "<model>", make: ({ endpoint }, model) => openaiVision(endpoint(model)) },
    hf: {
      takes: "<folder or id>",
      make: ({ kept }, text) => kept(hfVision(findHfModel(text, HF_TASKS.vision))),
    },
    human: { make: ({ person }) => person() },
  },
  detector: {
    embedded: { make: ({ kept }) => kept(embeddedDetector()) },
    coco: { make: ({ kept }) => kept(cocoDetector()) },
    openai: { takes: "<model>", make: ({ endpoint }, model) => openaiDetector(endpoint(model)) },
    hf: {
      takes: "<folder or id>",
      make: ({ kept, norms }, text) =>
        kept(hfDetector(findHfModel(text, HF_TASKS.detector), Object.keys(norms.kinds))),
    },
  },
};

/** The `hf:` models among the named ones: what stands after the colon, and what each is for. */
export const hfModelsIn = (
  names: ModelNames,
): readonly { readonly text: string; readonly task: HfTask }[] =>
  (["vision", "detector"] as const).flatMap((role) => {
    const { word, rest } = parseModelName(names[role], role);
    return word === "hf" ? [{ text: rest, task: HF_TASKS[role] }] : [];
  });

/** What a role's option may be, for help texts and errors: `embedded or openai:<model>`. */
export function choicesFor(role: Role): string {
  const choices = Object.entries(CHOICES[role]).map(([word, { takes }]) =>
    takes === undefined ? word : `${word}:${takes}`,
  );
  return `${choices.slice(0, -1).join(", ")} or ${choices.at(-1)}`;
}

/** The detector that goes with a vision model where none is named: people and `hf:` eyes draw no boxes. */
export const detectorFor = (vision: string): string =>
  vision === "human" || vision.startsWith("hf:") ? "coco" : vision;

/** A name as its word and what stands after the colon. Throws `bad-input` where the role has no such. */
function parseModelName(name: string, role: Role): { word: string; rest: string } {
  const colon = name.indexOf(":");
  const word = colon < 0 ? name : name.slice(0, colon);
  const rest = colon < 0 ? "" : name.slice(colon + 1);
  const choice = Object.hasOwn(CHOICES[role], word) ? CHOICES[role][word] : undefined;
  const fits = choice?.takes === undefined ? colon < 0 : rest !== "";
  if (choice !== undefined && fits) return { word, rest };
  throw new TidyError("bad-input", `--${role} ${name}: it is ${choicesFor(role)}`);
}

/**
 * The models that the names say; `person` are the eyes of whoever is at the terminal. `onPhotoLeaves`
 * is told before a photo goes to another host. Throws `bad-input` for a name that is none or a key
 * that is missing.
 */
export function loadModels(
  names: ModelNames & Pick<RunConfig, "endpoints">,
  norms: Norms,
  onPhotoLeaves: (leaving: Leaving) => void | Promise<void>,
  person?: VisionModel,
): Models {
  const endpoints = new Map<string, Endpoint>();
  const opened: { close(): Promise<void> }[] = [];
  const making: Making = {
    norms,
    endpoint(model) {
      const before = endpoints.get(model);
      if (before !== undefined) return before;
      const address = addressFromEnvironment();
      const measured = names.endpoints?.[`openai:${model}`];
      // A run may be resumed on another server, of which nothing was measured.
      const known = measured?.baseUrl === endpointAddress(address).baseUrl ? measured : undefined;
      const endpoint = openaiEndpoint({ ...address, model, known, onPhotoLeaves });
      endpoints.set(model, endpoint);
      return endpoint;
    },
    person() {
      if (person !== undefined) return person;
      throw new TidyError("bad-input", "--vision human: only tactful run asks a person");
    },
    kept(model) {
      opened.push(model);
      return model;
    },
  };
  const named = (role: Role) => parseModelName(names[role], role);
  const [reasoner, vision, detector] = [named("reasoner"), named("vision"), named("detector")];
  return {
    reasoner: CHOICES.reasoner[reasoner.word]!.make(making, reasoner.rest),
    vision: CHOICES.vision[vision.word]!.make(making, vision.rest),
    detector: CHOICES.detector[detector.word]!.make(making, detector.rest),
    close: async () => {
      await Promise.all(opened.map((it) => it.close()));
    },
  };
}

/** SHA-256 of the norms and the models that ship, by file name: what a run was made with. */
export function shippedHashes(): Record<string, string> {
  const names = ["eyes", "detector", "coco-detector"];
  const models = names.flatMap((name) => [`${name}.onnx`, `${name}.json`]);
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
