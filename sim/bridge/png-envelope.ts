import { deflateSync } from "node:zlib";

/**
 * An operation as rosbridge's `png` compression wraps it: its text, padded with newlines, as the
 * pixels (8-bit RGB) of an about square PNG, in base64.
 */
export function pngEnvelope(text: string): string {
  const bytes = Buffer.from(text, "utf8");
  const width = Math.floor(Math.sqrt(bytes.length / 3));
  const height = Math.ceil(bytes.length / 3 / width);
  const row = width * 3;
  const pixels = Buffer.alloc(row * height, "\n");
  bytes.copy(pixels);
  // Each row begins with its filter: none.
  const rows = Array.from({ length: height }, (_, y) => [
    Uint8Array.of(0),
    pixels.subarray(y * row, (y + 1) * row),
  ]).flat();
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  const png = Buffer.concat([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.concat(rows))),
    chunk("IEND", new Uint8Array()),
  ]);
  return `{"op":"png","data":"${png.toString("base64").replaceAll("/", "\\/")}"}`;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const out = Buffer.alloc(named.length + 8);
  out.writeUInt32BE(data.length, 0);
  out.set(named, 4);
  out.writeUInt32BE(crc(named), named.length + 4);
  return out;
}

/** CRC-32 of the PNG specification, annex D. */
function crc(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = CRC_TABLE[(value ^ byte) & 0xff]! ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});
