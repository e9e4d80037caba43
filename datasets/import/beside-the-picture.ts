/** Segments of a JPEG file that draw the picture: JFIF, Adobe's colour transform, tables, frames. */
const JPEG_NAMES: Readonly<Record<number, string>> = { 254: "a comment", 225: "EXIF or XMP" };
const PNG_DRAWS = /^(?:IHDR|PLTE|IDAT|IEND|tRNS|gAMA|cHRM|sRGB|sBIT|pHYs|bKGD)$/;

/**
 * What a JPEG or PNG file carries besides the picture, in words: metadata segments, thumbnails, data
 * after the end. Reads structure alone; of another type of file, or a broken one, it knows nothing.
 */
export function besideThePicture(bytes: Uint8Array): readonly string[] {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.length > 4 && view.readUInt16BE(0) === 0xffd8) return besideJpeg(view);
  if (view.length > 8 && view.readUInt32BE(0) === 0x89504e47) return besidePng(view);
  return [];
}

function besideJpeg(bytes: Buffer): readonly string[] {
  const found: string[] = [];
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!;
    const length = bytes.readUInt16BE(at + 2);
    if (marker === 0xda) break;
    // A plain JFIF header is 16 bytes long; what is longer holds a thumbnail.
    const draws = (marker === 0xe0 && length === 16) || marker === 0xee;
    if (((marker & 0xf0) === 0xe0 && !draws) || marker === 0xfe)
      found.push(JPEG_NAMES[marker] ?? `an APP${marker & 0xf} segment`);
    at += 2 + length;
  }
  const end = bytes.indexOf(Buffer.from([0xff, 0xd9]), at);
  if (end >= 0 && end + 2 < bytes.length && bytes.subarray(end + 2).some((byte) => byte !== 0))
    found.push("data after the picture's end");
  return found;
}

function besidePng(bytes: Buffer): readonly string[] {
  const found: string[] = [];
  let at = 8;
  while (at + 12 <= bytes.length) {
    const length = bytes.readUInt32BE(at);
    const name = bytes.toString("latin1", at + 4, at + 8);
    if (!PNG_DRAWS.test(name)) found.push(`a ${name} chunk`);
    at += 12 + length;
    if (name === "IEND") break;
  }
  if (at < bytes.length) found.push("data after the picture's end");
  return found;
}
