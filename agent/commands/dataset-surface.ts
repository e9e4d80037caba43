import { type LoadedDataset, loadDataset } from "../../datasets/load-dataset.ts";
import { TidyError } from "../../perception/tidy-error.ts";

/**
 * The surface that `where` (a dataset's folder, perhaps with `#<surface>`) and `--surface` name; it need
 * not be named where there is only one. Rejects `bad-input`.
 */
export async function datasetSurface(
  where: string,
  surface: string | undefined,
): Promise<{ readonly loaded: LoadedDataset; readonly surfaceId: string }> {
  const [path = "", pinned] = where.split("#");
  const loaded = await loadDataset(path);
  const ids = loaded.dataset.surfaces.map(({ id }) => id);
  const wanted = surface ?? pinned ?? (ids.length === 1 ? ids[0] : undefined);
  if (wanted === undefined || !ids.includes(wanted)) {
    const wrong = wanted === undefined ? "" : `there is no surface "${wanted}"; `;
    throw new TidyError("bad-input", `${path}: ${wrong}name one with --surface: ${ids.join(", ")}`);
  }
  return { loaded, surfaceId: wanted };
}
