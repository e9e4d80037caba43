import sharp from "sharp";
import { photoFrom } from "../../perception/images/photo-file.ts";
import type { Photo } from "../../perception/photo.ts";

/** A yellow note on a table, its lines written in black; `turnedDeg` clockwise. */
export async function writtenNote(lines: readonly string[], turnedDeg = 0): Promise<Photo> {
  const written = lines.map(
    (line, i) => `<text x="205" y="${255 + i * 50}" font-size="34" fill="#222">${line}</text>`,
  );
  return drawn(`<rect width="800" height="600" fill="#b89a6a"/>
<g transform="rotate(${turnedDeg} 400 300)" font-family="DejaVu Sans, Liberation Sans, Arial, sans-serif">
<rect x="180" y="200" width="440" height="${60 + lines.length * 50}" fill="#ffef9a"/>${written.join("")}</g>`);
}

async function drawn(svg: string): Promise<Photo> {
  const whole = `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600">${svg}</svg>`;
  return photoFrom(await sharp(Buffer.from(whole)).jpeg().toBuffer(), { kind: "scene" });
}

/** Whether letters can be drawn here: without any font each is nothing, or the same empty box. */
export async function canWrite(): Promise<boolean> {
  const ink = async (letter: string) => {
    const { bytes } = await writtenNote([letter]);
    return (await sharp(bytes).stats()).channels[0]!.mean;
  };
  return Math.abs((await ink("iiii")) - (await ink("WWWW"))) > 0.05;
}
