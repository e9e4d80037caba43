import sharp from "sharp";
import type { RunEventOf } from "../../datasets/run-format.ts";
import type { Box } from "../../perception/surface.ts";
import type { ObjectRecord } from "../../planner/run.ts";
import { type Html, html } from "./html.ts";
import { placeLabels } from "./place-labels.ts";

/** The bytes of a run's photo, by its hash. */
export type Photos = (sha256: string) => Promise<Uint8Array>;

/** The scene photo with each object's box, name and verb drawn on it. */
export async function sceneFigure(
  scene: RunEventOf<"photo">,
  objects: readonly ObjectRecord[],
  photos: Photos,
): Promise<Html> {
  const labels = placeLabels(
    objects.map(({ object: { id, box }, decision }) => ({
      text: `${id}: ${decision?.action.verb ?? "undecided"}`,
      box,
    })),
    scene.widthPx,
  );
  const boxes = objects.map(({ object: { box } }, i) => {
    const { text, x, y } = labels[i]!;
    return html`<g><rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" fill="none"
stroke="#ffd54a" stroke-width="1.5"/><text x="${x + 3}" y="${y + 9}" font-size="9" fill="#fff"
stroke="#000" stroke-width="2" paint-order="stroke">${text}</text></g>`;
  });
  const source = await dataUri(await photos(scene.sha256), 1024);
  return html`<div class="scene"><img src="${source}" alt="the surface">
<svg viewBox="0 0 ${scene.widthPx} ${scene.heightPx}">${boxes}</svg></div>`;
}

/** The part of the scene photo around a box, pixels, as a JPEG. */
export async function cropped(bytes: Uint8Array, box: Box): Promise<Uint8Array> {
  const { width = 0, height = 0 } = await sharp(bytes).metadata();
  const left = Math.max(0, Math.min(width - 8, Math.floor(box.x - 8)));
  const top = Math.max(0, Math.min(height - 8, Math.floor(box.y - 8)));
  return sharp(bytes)
    .extract({
      left,
      top,
      width: Math.min(width - left, Math.ceil(box.width + 16)),
      height: Math.min(height - top, Math.ceil(box.height + 16)),
    })
    .jpeg()
    .toBuffer();
}

/** A photo inside the page itself, at most so wide, without metadata. */
export async function dataUri(bytes: Uint8Array, widthPx: number): Promise<string> {
  const small = await sharp(bytes)
    .resize({ width: widthPx, withoutEnlargement: true })
    .jpeg({ quality: 85 })
    .toBuffer();
  return `data:image/jpeg;base64,${small.toString("base64")}`;
}
