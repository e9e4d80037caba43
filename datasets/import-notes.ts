import * as z from "zod";
import { objectFacts, pathInside, surfaceFacts } from "./dataset-format.ts";

/**
 * What a person may say about a folder of photos, in an `options.json` beside them: all of it may be
 * left out. `objects` is by the name that the files begin with. Described in datasets/README.md.
 */
export const importNotesSchema = z.strictObject({
  name: z.string().min(1).exactOptional(),
  version: z.string().min(1).default("1"),
  licence: z.string().min(1).default("not stated"),
  surface: surfaceFacts.prefault({}),
  objects: z
    .record(
      z.string(),
      objectFacts.partial({ label: true }).extend({
        /** Another file of the folder as the scene photo, where several objects share one. */
        scene: pathInside.exactOptional(),
      }),
    )
    .default({}),
});
export type ImportNotes = z.infer<typeof importNotesSchema>;
