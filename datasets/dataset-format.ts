import * as z from "zod";
import { ANGLES } from "../perception/photo.ts";
import { SITUATION_FACTS } from "../perception/situation.ts";
import { VERBS } from "../perception/tidy-action.ts";

export const DATASET_FORMAT = 1;

const words = z.string().trim().min(1).max(500);
const name = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,99}$/u, "letters, digits, space . _ -");

/** A file inside the dataset's folder: forward slashes, no climbing out. */
export const pathInside = z
  .string()
  .max(300)
  .regex(
    /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[^/\\:\p{Cc}][^\\:\p{Cc}]*$/u,
    "must be a relative path inside the folder, with forward slashes",
  );

export const boxSchema = z.strictObject({
  x: z.number().min(0),
  y: z.number().min(0),
  width: z.number().positive(),
  height: z.number().positive(),
});

/** A state the object may be in, and what is then right. */
export const optionSchema = z.strictObject({
  state: words,
  action: words,
  verb: z.enum(VERBS),
  /** By default: recycle and discard irreversible, clean and empty costly, the rest reversible. */
  reversibility: z.enum(["reversible", "costly", "irreversible"]).exactOptional(),
});

const optionNumber = z.int().min(1);

/** Option numbers from 1, or `none`: right is then to choose none of these. */
export const acceptedSchema = z.union(
  [z.array(optionNumber).min(1), z.literal("none")],
  'must be a list of option numbers, or "none"',
);
export const votesSchema = z.array(
  z.union([optionNumber, z.literal("none")], 'must be an option\'s number, or "none"'),
);

const situation = z.strictObject({
  people: z.enum(SITUATION_FACTS.people).exactOptional(),
  owner: z.enum(SITUATION_FACTS.owner).exactOptional(),
  time: z.enum(SITUATION_FACTS.time).exactOptional(),
  rule: z.enum(SITUATION_FACTS.rule).exactOptional(),
});

/** What is told of a surface. */
export const surfaceFacts = z.strictObject({
  kind: words.default("surface"),
  instruction: words.default("Clean the surface."),
  situation: situation.default({}),
});

/** What is told of an object, apart from its photos. */
export const objectFacts = z.strictObject({
  label: words,
  /** Pixels of the scene photo, from its top left corner; left out where nobody measured it. */
  box: boxSchema.exactOptional(),
  options: z.array(optionSchema).min(2).max(10).exactOptional(),
  accepted: acceptedSchema.exactOptional(),
  votes: votesSchema.exactOptional(),
});

const object = objectFacts
  .extend({
    id: name,
    closeUps: z.partialRecord(z.enum(ANGLES), pathInside),
  })
  .superRefine(({ options = [], accepted, votes }, context) => {
    const numbers = [
      ...(Array.isArray(accepted) ? accepted.map((n, i) => ["accepted", i, n] as const) : []),
      ...(votes ?? []).map((n, i) => ["votes", i, n] as const),
    ];
    for (const [field, i, n] of numbers)
      if (typeof n === "number" && n > options.length)
        context.addIssue({ code: "custom", path: [field, i], message: `there is no option ${n}` });
  });

const surface = surfaceFacts.extend({
  id: name,
  scene: pathInside,
  objects: z.array(object).superRefine(namesAreDistinct),
});

function namesAreDistinct(
  named: readonly { readonly id: string }[],
  context: z.RefinementCtx<unknown>,
): void {
  for (const [i, { id }] of named.entries())
    if (named.findIndex((other) => other.id === id) < i)
      context.addIssue({ code: "custom", path: [i, "id"], message: `"${id}" is there twice` });
}

/** The content of a `dataset.json`. Accepted answers and votes are for scoring; no agent sees them. */
export const datasetSchema = z.strictObject({
  /** For editors; not read. */
  $schema: z.string().exactOptional(),
  format: z.literal(DATASET_FORMAT),
  name: words,
  version: words,
  licence: words,
  surfaces: z.array(surface).min(1).superRefine(namesAreDistinct),
});
export type Dataset = z.infer<typeof datasetSchema>;
export type DatasetSurface = Dataset["surfaces"][number];
export type DatasetObject = DatasetSurface["objects"][number];
