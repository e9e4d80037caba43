import * as z from "zod";
import { endpointKnowledgeSchema } from "../perception/openai/endpoint-knowledge.ts";
import { ANGLES } from "../perception/photo.ts";
import { SITUATION_FACTS } from "../perception/situation.ts";
import { VERBS } from "../perception/tidy-action.ts";

/** Formats of a run directory; what is not listed here is not written. */
export const RUN_FORMAT = 1;

const probability = z.number().min(0).max(1);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const vec3 = z.tuple([z.number(), z.number(), z.number()]).readonly();
const verb = z.enum(VERBS);
const angle = z.enum(ANGLES);
const reversibility = z.enum(["reversible", "costly", "irreversible"]);
const beliefs = z.record(z.string(), probability);
const loss = z.enum(["none", "low", "high"]);

const pose = z.object({
  position: vec3,
  orientation: z.tuple([z.number(), z.number(), z.number(), z.number()]).readonly(),
});
const intrinsics = z.object({
  fx: z.number(),
  fy: z.number(),
  cx: z.number(),
  cy: z.number(),
  widthPx: z.number(),
  heightPx: z.number(),
});
const box = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });

export const situationSchema = z.strictObject({
  people: z.enum(SITUATION_FACTS.people).exactOptional(),
  owner: z.enum(SITUATION_FACTS.owner).exactOptional(),
  time: z.enum(SITUATION_FACTS.time).exactOptional(),
  rule: z.enum(SITUATION_FACTS.rule).exactOptional(),
});

const option = z.object({ state: z.string(), action: z.string(), verb, reversibility });
const named = z.object({ label: z.string(), score: probability });
const sceneObject = z.object({
  id: z.string(),
  label: z.string(),
  box,
  position: vec3.exactOptional(),
  radiusM: z.number().exactOptional(),
  /** From a detector only: its score for the label, and what else the thing may be. */
  detected: z
    .object({ score: probability, orElse: z.array(named).readonly().exactOptional() })
    .exactOptional(),
  options: z.array(option).readonly().exactOptional(),
});
const surface = z.object({
  id: z.string(),
  kind: z.string(),
  instruction: z.string(),
  situation: situationSchema,
  objects: z.array(sceneObject).readonly(),
});
const hypothesis = z.object({
  id: z.string(),
  means: z.string(),
  prior: probability,
  right: z.partialRecord(verb, probability),
  do: z.string(),
  loss,
});
const byViewClass = z.object({ scene: probability, above: probability, side: probability });
const tellingQuestion = z.object({
  text: z.string(),
  because: z.string(),
  yes: beliefs,
  seen: byViewClass,
  angle: angle.exactOptional(),
});
const answer = z.object({
  yes: probability,
  no: probability,
  unknown: probability,
  question: z.string(),
  objectId: z.string(),
  photo: sha256,
  model: z.string(),
});
const evidence = z.object({
  view: z.union([z.literal("scene"), angle]),
  question: z.string(),
  answer,
});
const action = z.object({ verb, objectId: z.string(), text: z.string(), reversibility });
export const decisionSchema = z.object({
  objectId: z.string(),
  action,
  hypothesis: z.string().exactOptional(),
  probability,
  belief: beliefs,
  set: z.array(z.string()).readonly(),
  evidence: z.array(evidence).readonly(),
  because: z.string(),
});
const step = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("look"),
    objectId: z.string(),
    angle,
    questions: z.array(z.string()).readonly(),
    gain: z.number(),
  }),
  z.object({
    kind: z.literal("decide"),
    objectId: z.string(),
    chosen: z.object({ verb, hypothesis: z.string().exactOptional() }).exactOptional(),
  }),
  z.object({ kind: z.literal("wait") }),
  z.object({ kind: z.literal("enough") }),
]);

/** One line of events.jsonl. What is written there never happens twice. */
export const runEventSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("connected"),
    robot: z.string(),
    angles: z.array(angle).readonly(),
    skills: z.array(verb).readonly(),
    physical: z.boolean(),
    surface: surface.exactOptional(),
  }),
  z.object({
    kind: z.literal("photo"),
    /** `scene`, `after`, or `<object id>/<angle>`. */
    view: z.string(),
    sha256,
    mediaType: z.enum(["image/jpeg", "image/png"]),
    widthPx: z.number(),
    heightPx: z.number(),
    stamp: z.object({ sec: z.number(), nanosec: z.number() }).exactOptional(),
    cameraPose: pose.exactOptional(),
    intrinsics: intrinsics.exactOptional(),
  }),
  z.object({ kind: z.literal("refused"), view: z.string(), reason: z.string() }),
  z.object({
    kind: z.literal("photo-left"),
    photo: sha256,
    host: z.string(),
    /** What left is a smaller copy, or a smaller copy of a part. */
    scaledTo: z.object({ widthPx: z.number(), heightPx: z.number() }).exactOptional(),
  }),
  z.object({ kind: z.literal("described"), text: z.string() }),
  z.object({
    /** What is written in a photo, as far as it could be read: data for people, input to nothing. */
    kind: z.literal("read"),
    view: z.string(),
    photo: sha256,
    reader: z.string(),
    texts: z.array(z.object({ text: z.string(), box, score: probability })).readonly(),
    /** Lines that read like an order to a machine; all as one text where only together they do. */
    likeAnOrder: z.array(z.string()).readonly(),
    /** Why it could not be read, where it could not. */
    failed: z.string().exactOptional(),
  }),
  z.object({
    kind: z.literal("found"),
    objects: z.array(sceneObject).readonly(),
    /** Why the detector could not judge this photo, where it could not. */
    blind: z.string().exactOptional(),
  }),
  z.object({ kind: z.literal("beyond"), reason: z.string() }),
  z.object({
    kind: z.literal("proposed"),
    objectId: z.string(),
    hypotheses: z.array(hypothesis).readonly(),
  }),
  z.object({
    kind: z.literal("asked"),
    objectId: z.string(),
    questions: z.array(tellingQuestion).readonly(),
  }),
  z.object({
    kind: z.literal("answered"),
    objectId: z.string(),
    view: z.union([z.literal("scene"), angle]),
    answers: z.array(answer).readonly(),
  }),
  z.object({ kind: z.literal("chose"), number: z.number(), step }),
  z.object({ kind: z.literal("decided"), decision: decisionSchema }),
  z.object({
    kind: z.literal("consent"),
    objectId: z.string(),
    /** Who allowed it; `none` where nobody did, and then it is not done. */
    by: z.enum(["person", "simulated", "not-needed", "none"]),
    why: z.string(),
  }),
  z.object({ kind: z.literal("acting"), objectId: z.string(), verb }),
  z.object({
    kind: z.literal("acted"),
    objectId: z.string(),
    /** `unknown`: begun, but the process ended before the robot reported. */
    done: z.union([z.boolean(), z.literal("unknown")]),
    text: z.string(),
  }),
  z.object({
    kind: z.literal("verified"),
    objectId: z.string(),
    /** What the photo afterwards shows where the object was. */
    seen: z.enum(["still there", "gone", "not checked"]),
  }),
  z.object({ kind: z.literal("held"), reason: z.string() }),
  z.object({ kind: z.literal("resumed") }),
  z.object({ kind: z.literal("finished") }),
]);
export type RunEvent = z.infer<typeof runEventSchema>;
export type RunEventOf<K extends RunEvent["kind"]> = Extract<RunEvent, { kind: K }>;

/** run.json: what the run was started with, enough to go on with it or to do it again. */
export const runConfigSchema = z.object({
  format: z.literal(RUN_FORMAT),
  tactful: z.string(),
  node: z.string(),
  startedAt: z.string(),
  command: z.enum(["demo", "run"]),
  robot: z.string(),
  /** The simulated surface a `demo` shows; no part of the agent reads it. */
  seed: z.number().exactOptional(),
  speed: z.number().exactOptional(),
  instruction: z.string(),
  situation: situationSchema,
  reasoner: z.string(),
  vision: z.string(),
  detector: z.string(),
  policy: z.string(),
  budget: z.number(),
  /** Whether text in the photos is read, beside the run. */
  ocr: z.boolean().exactOptional(),
  consent: z.enum(["dry-run", "supervised", "autonomous", "simulated"]),
  /** SHA-256 of the norms, of the models that came with the package, and of `hf:` models' files. */
  hashes: z.record(z.string(), z.string()),
  /** What was measured before of the models behind a server, by name; the run goes by it. */
  endpoints: z.record(z.string(), endpointKnowledgeSchema).exactOptional(),
});
export type RunConfig = z.infer<typeof runConfigSchema>;
