import { readFile, stat } from "node:fs/promises";
import { parse } from "yaml";
import * as z from "zod";
import { ANGLES } from "../perception/photo.ts";
import { TidyError } from "../perception/tidy-error.ts";
import { objectFacts, surfaceFacts } from "./dataset-format.ts";
import { readJson, wellFormed } from "./read-json.ts";

/** Larger than a list of objects ever is. */
const MOST_BYTES = 10_000_000;

const metres = z.number().min(-100).max(100);

const toldObject = objectFacts
  .omit({ accepted: true, votes: true })
  .extend({
    /** Its name in the run: distinct; by default the label and a number. */
    id: z
      .string()
      .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,99}$/u, "letters, digits, space . _ -")
      .exactOptional(),
    /** Middle of its footprint in the robot's surface frame, metres; by default found from its box. */
    position: z.tuple([metres, metres, metres]).readonly().exactOptional(),
    /** Radius in metres of a sphere around it; goes with `position`. */
    radiusM: z.number().positive().max(10).exactOptional(),
  })
  .superRefine(({ position, radiusM }, context) => {
    if ((position === undefined) === (radiusM === undefined)) return;
    const path = position === undefined ? ["position"] : ["radiusM"];
    context.addIssue({ code: "custom", path, message: "position and radiusM go together" });
  });

/** What a person tells of a surface, in a file: what stands there, and what it may be like. */
export const objectsFileSchema = z.strictObject({
  /** For editors; not read. */
  $schema: z.string().exactOptional(),
  surface: z
    .strictObject({
      kind: surfaceFacts.shape.kind.removeDefault().exactOptional(),
      instruction: surfaceFacts.shape.instruction.removeDefault().exactOptional(),
      situation: surfaceFacts.shape.situation.removeDefault().exactOptional(),
    })
    .exactOptional(),
  /** Sides worth looking from; by default all that the robot can reach. */
  angles: z.array(z.enum(ANGLES)).exactOptional(),
  objects: z
    .array(toldObject)
    .min(1)
    .superRefine((objects, context) => {
      for (const [i, { id }] of objects.entries())
        if (id !== undefined && objects.findIndex((other) => other.id === id) < i)
          context.addIssue({ code: "custom", path: [i, "id"], message: `"${id}" is there twice` });
    }),
});
export type ObjectsFile = z.infer<typeof objectsFileSchema>;
export type ToldObject = ObjectsFile["objects"][number];

/** Reads an objects file, JSON or YAML. Rejects `bad-input` in one line: file, path in it, what is wrong. */
export async function readObjectsFile(path: string): Promise<ObjectsFile> {
  if (!/\.ya?ml$/i.test(path)) return readJson(path, objectsFileSchema);
  const bad = (why: string, cause?: unknown) =>
    new TidyError("bad-input", `${path}: ${why}`, { cause });
  const found = await stat(path).catch((cause) => {
    throw bad("there is no such file", cause);
  });
  if (!found.isFile()) throw bad("is not a file");
  if (found.size > MOST_BYTES) throw bad("too large");
  let data: unknown;
  try {
    data = parse(await readFile(path, "utf8"));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    throw bad(`not YAML: ${why}`, cause);
  }
  return wellFormed(data, path, objectsFileSchema);
}
