import sharp from "sharp";
import type { RunRecord } from "../record.ts";
import { escapeHtml } from "./html.ts";

const COLOURS: Record<string, string> = {
  leave: "#8bc34a",
  relocate: "#4fc3f7",
  store: "#4fc3f7",
  clean: "#ffd54f",
  empty: "#ffd54f",
  recycle: "#ff8a65",
  discard: "#ff8a65",
  ask: "#ce93d8",
};

/** The scene photo twice as large, with each object's box and decision drawn on it, as a JPEG. */
export async function scenePicture(record: RunRecord, scene: Uint8Array): Promise<Uint8Array> {
  const { widthPx, heightPx } = record.photos.scene!;
  const labels = record.objects.map(({ object, decision }) => {
    const { x, y, width, height } = object.box;
    const verb = decision?.action.verb ?? "undecided";
    const colour = COLOURS[verb] ?? "#fff";
    const text = `${object.label}: ${verb}`;
    const textWidth = text.length * 5.4 + 6;
    const left = Math.max(0, Math.min(widthPx - textWidth, x + width / 2 - textWidth / 2));
    const top = Math.max(0, y - 13);
    return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="3" fill="none" stroke="${colour}" stroke-width="1.4"/>
<rect x="${left}" y="${top}" width="${textWidth}" height="12" rx="2" fill="${colour}"/>
<text x="${left + 3}" y="${top + 9}" font-family="DejaVu Sans, Arial, sans-serif" font-size="9" fill="#111">${escapeHtml(text)}</text>`;
  });
  const overlay = `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx * 2}" height="${heightPx * 2}" viewBox="0 0 ${widthPx} ${heightPx}">${labels.join("")}</svg>`;
  return sharp(scene)
    .resize(widthPx * 2, heightPx * 2, { kernel: "lanczos3" })
    .composite([{ input: Buffer.from(overlay) }])
    .jpeg({ quality: 85 })
    .toBuffer();
}
