import sharp from "sharp";
import type { RunRecord } from "../record.ts";
import { escapeHtml } from "./html.ts";
import { LABEL_HEIGHT, placeLabels } from "./place-labels.ts";

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
  const verbs = record.objects.map(({ decision }) => decision?.action.verb ?? "undecided");
  const labels = placeLabels(
    record.objects.map(({ object: { label, box } }, i) => ({ text: `${label}: ${verbs[i]}`, box })),
    widthPx,
  );
  const drawn = record.objects.map(({ object: { box } }, i) => {
    const colour = COLOURS[verbs[i]!] ?? "#fff";
    const label = labels[i]!;
    return `<rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" rx="3" fill="none" stroke="${colour}" stroke-width="1.4"/>
<rect x="${label.x}" y="${label.y}" width="${label.width}" height="${LABEL_HEIGHT}" rx="2" fill="${colour}"/>
<text x="${label.x + 3}" y="${label.y + 9}" font-family="DejaVu Sans, Arial, sans-serif" font-size="9" fill="#111">${escapeHtml(label.text)}</text>`;
  });
  const overlay = `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx * 2}" height="${heightPx * 2}" viewBox="0 0 ${widthPx} ${heightPx}">${drawn.join("")}</svg>`;
  return sharp(scene)
    .resize(widthPx * 2, heightPx * 2, { kernel: "lanczos3" })
    .composite([{ input: Buffer.from(overlay) }])
    .jpeg({ quality: 85 })
    .toBuffer();
}
