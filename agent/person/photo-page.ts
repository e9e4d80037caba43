import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { ObjectRecord } from "../../planner/run.ts";
import type { RunRecord } from "../record.ts";
import { cropped, dataUri, type Photos, sceneFigure } from "../report/figures.ts";
import { type Html, html, page } from "../report/html.ts";
import { writeAside } from "../run-directory.ts";

const RELOAD_S = 2;

/**
 * Writes `photos.html` into a run's directory: the photos taken so far, and nothing that a model made of
 * them. It reloads itself where it is open. Resolves to its address, at the object where one is named.
 */
export async function writePhotoPage(
  runPath: string,
  record: RunRecord,
  photos: Photos,
  objectId?: string,
): Promise<string> {
  const file = resolve(runPath, "photos.html");
  await writeAside(file, await contentOf(record, photos));
  const anchor = objectId === undefined ? "" : `#${encodeURIComponent(objectId)}`;
  return `${pathToFileURL(file).href}${anchor}`;
}

async function contentOf(record: RunRecord, photos: Photos): Promise<string> {
  const { scene } = record.photos;
  const undecided = record.objects.map(({ decision: _, ...it }) => it);
  const cards = await Promise.all(undecided.map((it) => card(it, record, photos)));
  return page(
    "Tactful: photos",
    html`<h1>${record.surface.instruction}</h1>
${scene ? await sceneFigure(scene, undecided, photos) : ""}
${cards}`,
    { reloadS: RELOAD_S },
  );
}

async function card({ object, looks }: ObjectRecord, record: RunRecord, photos: Photos) {
  const figures = (["scene", ...looks] as const).map(async (view): Promise<Html> => {
    const taken = record.photos[view === "scene" ? "scene" : `${object.id}/${view}`];
    if (taken === undefined) return html``;
    const bytes = await photos(taken.sha256);
    const shown = view === "scene" ? await cropped(bytes, object.box) : bytes;
    const source = await dataUri(shown, 480);
    return html`<figure><img src="${source}" alt="${object.label}, ${view}">
<figcaption><b>${view}</b></figcaption></figure>`;
  });
  return html`<article id="${object.id}"><h2>${object.id}</h2>
<div class="photos">${await Promise.all(figures)}</div></article>`;
}
