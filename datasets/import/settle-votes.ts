import type { DatasetObject, DatasetSurface } from "../dataset-format.ts";
import { majority } from "../majority.ts";

export type Settled = {
  readonly surfaces: readonly DatasetSurface[];
  readonly remarks: readonly string[];
};

/**
 * Makes accepted answers of votes: what most chose, both in a tie. An object for which most said that
 * none fits is dropped, and a surface left without objects too, unless `keepNone` keeps it with
 * `none` accepted. An answer that somebody stated stays, even against the votes.
 */
export function settleVotes(
  surfaces: readonly DatasetSurface[],
  { keepNone = false }: { readonly keepNone?: boolean } = {},
): Settled {
  const remarks: string[] = [];
  const settled = (object: DatasetObject): readonly DatasetObject[] => {
    const { id, accepted, votes = [] } = object;
    const chosen = majority(votes);
    if (chosen === undefined) return [object];
    if (accepted !== undefined) {
      if (said(accepted) !== said(chosen))
        remarks.push(`${id}: accepted stays ${said(accepted)}, though most chose ${said(chosen)}`);
      return [object];
    }
    if (chosen !== "none" || keepNone) return [{ ...object, accepted: chosen }];
    const none = votes.filter((vote) => vote === "none").length;
    remarks.push(`${id}: dropped, for ${none} of ${votes.length} say that no option fits`);
    return [];
  };
  const left = surfaces.map((it) => ({ ...it, objects: it.objects.flatMap(settled) }));
  const kept = left.filter(({ objects }, i) => {
    const emptied = objects.length === 0 && surfaces[i]!.objects.length > 0;
    if (emptied) remarks.push(`${surfaces[i]!.id}: dropped, for none of its objects is left`);
    return !emptied;
  });
  return { surfaces: kept, remarks };
}

const said = (accepted: NonNullable<DatasetObject["accepted"]>): string =>
  accepted === "none" ? "none" : accepted.toSorted((a, b) => a - b).join(" and ");
