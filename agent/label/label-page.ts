import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import sharp from "sharp";
import type { DatasetObject, DatasetSurface } from "../../datasets/dataset-format.ts";
import type { LoadedDataset } from "../../datasets/load-dataset.ts";
import { photoInFolder } from "../../datasets/photo-in-folder.ts";
import type { CallOptions } from "../../perception/call-options.ts";
import { packageFile } from "../../perception/package-file.ts";
import { ANGLES } from "../../perception/photo.ts";
import { TidyError } from "../../perception/tidy-error.ts";
import { situationWords } from "../narrator.ts";
import { escapeHtml } from "../report/html.ts";

export type LabelPageOptions = CallOptions & {
  /** Longest side of a close-up in the page, pixels; scenes are half as large again. */
  readonly sidePx: number;
  /** Fixes, with a person's name, the order in which that person sees the options. */
  readonly seed: number;
  readonly onProgress?: (done: number, of: number) => void;
};

export type LabelPage = {
  readonly html: string;
  readonly objects: number;
  readonly photos: number;
  /** Objects that have no options and so cannot be asked about. */
  readonly left: number;
};

/**
 * One page that shows every object that has options, lets a person choose, and gives a CSV file of
 * their votes. It needs nothing beside itself, and holds neither accepted answers nor others' votes.
 * Rejects `bad-input` where no object has options.
 */
export async function labelPage(
  { folder, dataset, sceneSizes }: LoadedDataset,
  { sidePx, seed, onProgress, signal }: LabelPageOptions,
): Promise<LabelPage> {
  const objects = dataset.surfaces.flatMap((surface) =>
    surface.objects.map((object) => ({ surface, object })),
  );
  const asked = objects.filter(({ object }) => object.options !== undefined);
  if (asked.length === 0) {
    const todo = "give some by `dataset import --options options.csv`";
    throw new TidyError("bad-input", `${folder}: no object has options to choose from; ${todo}`);
  }
  const files = new Map<string, number>();
  for (const { surface, object } of asked) {
    files.set(surface.scene, sidePx * 1.5);
    for (const file of Object.values(object.closeUps))
      files.set(file, Math.max(files.get(file) ?? 0, sidePx));
  }
  const photos: string[] = [];
  const index = new Map<string, number>();
  for (const [file, side] of files) {
    if (signal?.aborted) throw new TidyError("aborted", "stopped; no page was written");
    const { bytes } = await photoInFolder(folder, file, { kind: "scene" });
    const fit = { width: Math.round(side), height: Math.round(side), fit: "inside" } as const;
    const small = await sharp(bytes)
      .resize({ ...fit, withoutEnlargement: true })
      // Half the size of JPEG at the same looks, and every browser of today shows it.
      .webp({ quality: 75 })
      .toBuffer();
    index.set(file, photos.length);
    photos.push(`data:image/webp;base64,${small.toString("base64")}`);
    onProgress?.(photos.length, files.size);
  }
  const items = asked.map(({ surface, object }) => ({
    ...itemOf(surface, object, (file) => index.get(file)!),
    ...sceneSizes.get(surface.id)!,
  }));
  const fingerprint = createHash("sha256")
    .update(JSON.stringify([dataset.name, dataset.version, seed, items]))
    .digest("hex")
    .slice(0, 16);
  const html = await pageOf(dataset.name, { fingerprint, seed, items, photos });
  return {
    html,
    objects: items.length,
    photos: photos.length,
    left: objects.length - items.length,
  };
}

const itemOf = (
  surface: DatasetSurface,
  { id, label, box, closeUps, options = [] }: DatasetObject,
  photoOf: (file: string) => number,
) => ({
  surface: surface.id,
  kind: surface.kind,
  instruction: surface.instruction,
  situation: situationWords(surface.situation),
  object: id,
  label,
  scene: photoOf(surface.scene),
  ...(box && { box }),
  closeUps: ANGLES.flatMap((angle) => {
    const file = closeUps[angle];
    return file === undefined ? [] : [{ angle, photo: photoOf(file) }];
  }),
  // Verbs stay out: people judge what is right, not what we would call it.
  options: options.map(({ state, action }, i) => ({ number: i + 1, state, action })),
});

async function pageOf(name: string, data: object): Promise<string> {
  const [script, style] = await Promise.all(
    ["label-script.js", "label-style.css"].map((file) =>
      readFile(packageFile(`agent/label/${file}`), "utf8"),
    ),
  );
  const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  // The script alone may run: markup that slipped into the data would stay dead.
  const policy = `default-src 'none'; img-src data:; style-src ${hash(style!)}; script-src ${hash(script!)}; base-uri 'none'; form-action 'none'`;
  const json = JSON.stringify(data).replaceAll("<", "\\u003c");
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(name)}: what is right?</title><style>${style}</style></head>
<body>
<noscript><p class="warn">This page needs JavaScript. It runs from disk and sends nothing anywhere.</p></noscript>
<main id="page" hidden>
<header><b>${escapeHtml(name)}</b>
<label>Your name <input id="annotator" maxlength="60" autocomplete="off"></label>
<span id="progress" class="wide" role="status"></span>
<label>Object <select id="jump"></select></label>
<button type="button" id="download">Download votes (CSV)</button></header>
<p id="who" class="warn">Write your name (or any word of yours) first: it tells your votes from others'.</p>
<p id="kept" class="warn" hidden>This browser keeps nothing for pages from disk: download your votes before you close it.</p>
<h1 id="title"></h1><p id="about" class="soft"></p>
<div id="photos"></div>
<fieldset id="options"></fieldset>
<p><label>Comment <textarea id="comment" rows="2" maxlength="1000"></textarea></label>
<button type="button" id="back">Back (p)</button> <button type="button" id="next">Next (n)</button></p>
<p class="soft">Keys: the digit before an option chooses it, 0 is none of these, n next, p back.
What you choose stays in this browser; nothing is sent. When you are done, download your votes and pass the file on.</p>
</main>
<script type="application/json" id="data">${json}</script>
<script>${script}</script></body></html>
`;
}
