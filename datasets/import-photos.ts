import type { CallOptions } from "../perception/call-options.ts";
import { TidyError } from "../perception/tidy-error.ts";
import type { Dataset, DatasetObject } from "./dataset-format.ts";
import { checkedDraft, draftDataset, type GivenNotes } from "./import/draft-dataset.ts";
import { importNotesSchema } from "./import/import-notes.ts";
import { openPhotoSource } from "./import/open-photo-source.ts";
import { filledFromTables } from "./import/options-table.ts";
import { readPhotoMapping } from "./import/photo-mapping.ts";
import { type Row, readTable, textOf } from "./import/read-table.ts";
import { settleVotes } from "./import/settle-votes.ts";
import { takePhotos } from "./import/take-photos.ts";
import { datasetWriter } from "./import/write-dataset.ts";
import { parseJson } from "./read-json.ts";

export type ImportOptions = {
  /** A folder or a zip file of photos named `<object>_scene.jpg` and so on, or of a dataset. */
  readonly from: string;
  /** Where the dataset goes; must not exist yet. */
  readonly to: string;
  /** Tables of options and votes (CSV or JSON), or notes in the place of an `options.json`. */
  readonly options?: readonly string[];
  /** How files named in another way are to be read (YAML or JSON). */
  readonly mapping?: string;
  readonly maxSidePx?: number;
  /** Keeps an object for which most said that none fits, with `none` accepted. */
  readonly keepNone?: boolean;
  readonly onProgress?: (done: number, of: number) => void;
};

export type Imported = {
  readonly folder: string;
  readonly dataset: Dataset;
  readonly photos: number;
  /** What a person should know: files passed over, objects dropped, or without options or box. */
  readonly remarks: readonly string[];
};

/**
 * Makes a dataset of photos, or of a dataset and votes on it. Metadata stays behind, photos are made
 * small enough and boxes with them; the result appears whole or not at all. Rejects `bad-input` with
 * one line that names the file, `aborted` when told to stop.
 */
export async function importPhotos(
  { from, to, options = [], mapping, keepNone = false, ...how }: ImportOptions,
  { signal }: CallOptions = {},
): Promise<Imported> {
  const writer = await datasetWriter(to);
  try {
    const { tables, notes } = await readOptions(options);
    const names = mapping === undefined ? undefined : await readPhotoMapping(mapping);
    const source = await openPhotoSource(from);
    try {
      const draft = await draftDataset(source, {
        ...(names && { mapping: names }),
        ...(notes && { notes }),
      });
      const filled = filledFromTables(draft.dataset.surfaces, tables);
      const filledIn = { ...draft.dataset, surfaces: [...filled.surfaces] };
      const told = checkedDraft(filledIn, draft.at, from);
      const settled = settleVotes(told.surfaces, { keepNone });
      if (settled.surfaces.length === 0)
        throw new TidyError("bad-input", `${from}: no object is left; --keep-none keeps them`);
      const left = { ...told, surfaces: [...settled.surfaces] };
      const dataset = await takePhotos(left, draft.at, source, writer, { ...how, signal });
      await writer.finish(dataset);
      const remarks = [
        ...draft.remarks,
        ...filled.remarks,
        ...settled.remarks,
        ...dataset.surfaces.flatMap((s) => s.objects).flatMap(remarksOn),
      ];
      return { folder: to, dataset, photos: writer.photos, remarks };
    } finally {
      await source.close();
    }
  } finally {
    await writer.close();
  }
}

async function readOptions(
  files: readonly string[],
): Promise<{ readonly tables: readonly Row[]; readonly notes?: GivenNotes }> {
  const tables: Row[] = [];
  let notes: GivenNotes | undefined;
  for (const file of files) {
    const text = await textOf(file);
    if (!/^\s*\{/.test(text)) tables.push(...(await readTable(file)));
    else if (notes !== undefined)
      throw new TidyError("bad-input", `${file}: only one file of notes; ${notes.place} is one`);
    else notes = { place: file, content: parseJson(text, file, importNotesSchema) };
  }
  return { tables, ...(notes && { notes }) };
}

function remarksOn({ id, options, box, closeUps }: DatasetObject): readonly string[] {
  return [
    ...(options ? [] : [`${id} has no options: the reasoner will propose what it may be like`]),
    ...(box ? [] : [`${id} has no box: a detector is asked, else the whole scene photo is shown`]),
    ...(Object.keys(closeUps).length > 0 ? [] : [`${id} has no close-ups`]),
  ];
}
