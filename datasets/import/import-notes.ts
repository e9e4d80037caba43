import * as z from "zod";
import { objectFacts, pathInside, surfaceFacts } from "../dataset-format.ts";

const objects = z
  .record(
    z.string(),
    objectFacts.partial({ label: true }).extend({
      /** Another file of the folder as the scene photo, where several objects share one. */
      scene: pathInside.exactOptional(),
    }),
  )
  .default({});

/**
 * What a person may say about photos, in an `options.json` beside them: all of it may be left out.
 * `objects` is by the name that the files begin with, `surfaces` by the folder that they lie in.
 * Described in datasets/README.md.
 */
export const importNotesSchema = z.strictObject({
  name: z.string().min(1).exactOptional(),
  version: z.string().min(1).default("1"),
  licence: z.string().min(1).default("not stated"),
  surface: surfaceFacts.prefault({}),
  objects,
  surfaces: z
    .record(z.string(), z.strictObject({ surface: surfaceFacts.exactOptional(), objects }))
    .default({}),
});
export type ImportNotes = z.infer<typeof importNotesSchema>;

/** What is said of one folder's photos. */
export type FolderNotes = {
  readonly surface: ImportNotes["surface"];
  readonly objects: ReadonlyMap<string, ImportNotes["objects"][string]>;
  /** Where an object's notes stand, as errors name it. */
  at(object: string): string;
};
