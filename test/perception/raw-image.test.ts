import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { pixelsOf } from "../../perception/images/pixels.ts";
import {
  RAW_ENCODINGS,
  type RawImage,
  rawImage,
  rawImageFields,
  rawPixels,
} from "../../perception/images/raw-image.ts";

type Rgb = readonly [r: number, g: number, b: number];
type Drawing = { readonly width: number; readonly height: number; readonly pixels: readonly Rgb[] };

const byte = fc.integer({ min: 0, max: 255 });
const size = fc.integer({ min: 2, max: 9 });
const anyDrawing: fc.Arbitrary<Drawing> = fc
  .tuple(size, size)
  .chain(([width, height]) =>
    fc
      .array(fc.tuple(byte, byte, byte), { minLength: width * height, maxLength: width * height })
      .map((pixels) => ({ width, height, pixels })),
  );

/** A message whose rows hold `row(y)` and then junk. */
function message(
  { width, height }: Pick<Drawing, "width" | "height">,
  encoding: string,
  row: (y: number) => readonly number[],
  { padding = 0, bigEndian = false, cutLast = false } = {},
): RawImage {
  const junk = Array.from({ length: padding }, (_, i) => (i * 37 + 11) % 256);
  const rows = Array.from({ length: height }, (_, y) => [...row(y), ...junk]);
  const bytes = rows.flat();
  return {
    width,
    height,
    encoding,
    is_bigendian: bigEndian,
    step: rows[0]!.length,
    data: Uint8Array.from(cutLast ? bytes.slice(0, bytes.length - padding) : bytes),
  };
}

const padded = fc.record({
  padding: fc.integer({ min: 0, max: 5 }),
  bigEndian: fc.boolean(),
  cutLast: fc.boolean(),
});

/** What one pixel of each encoding is on the wire, and what remains of it. */
const COLOURS: Readonly<
  Record<string, { wire: (p: Rgb) => readonly number[]; kept: (p: Rgb) => readonly number[] }>
> = {
  rgb8: { wire: ([r, g, b]) => [r, g, b], kept: (p) => p },
  bgr8: { wire: ([r, g, b]) => [b, g, r], kept: (p) => p },
  rgba8: { wire: ([r, g, b]) => [r, g, b, 77], kept: (p) => p },
  bgra8: { wire: ([r, g, b]) => [b, g, r, 77], kept: (p) => p },
  mono8: { wire: ([, g]) => [g], kept: ([, g]) => [g] },
  "8UC1": { wire: ([, g]) => [g], kept: ([, g]) => [g] },
  "8UC3": { wire: ([r, g, b]) => [b, g, r], kept: (p) => p },
  "8UC4": { wire: ([r, g, b]) => [b, g, r, 77], kept: (p) => p },
};

describe("a raw picture", () => {
  test.each(Object.keys(COLOURS))("in %s is read whatever its row step", (encoding) => {
    const { wire, kept } = COLOURS[encoding]!;
    fc.assert(
      fc.property(anyDrawing, padded, (drawing, how) => {
        const { width, height, pixels } = drawing;
        const rowOf = (y: number) => pixels.slice(y * width, (y + 1) * width).flatMap(wire);
        const read = rawPixels(message(drawing, encoding, rowOf, how));
        expect(read).toMatchObject({ widthPx: width, heightPx: height });
        expect([...read.data]).toEqual(pixels.flatMap(kept));
        expect(read.channels).toBe(kept([0, 0, 0]).length);
      }),
    );
  });

  test.each([
    ["mono16", [1]],
    ["16UC1", [1]],
    ["rgb16", [0, 1, 2]],
    ["bgr16", [2, 1, 0]],
    ["16UC3", [2, 1, 0]],
  ] as const)("in %s is brought to 8 bits by its sensor's depth", (encoding, order) => {
    fc.assert(
      fc.property(anyDrawing, padded, fc.constantFrom(8, 10, 12, 14, 16), (drawing, how, bits) => {
        const { width, height, pixels } = drawing;
        const most = 2 ** bits - 1;
        // The low bits are noise; one pixel is as bright as this depth can tell.
        const deep = (value: number) => (value << (bits - 8)) | (value & (2 ** (bits - 8) - 1));
        const wide = pixels.map((p, i) => (i === 0 ? [most, most, most] : p.map(deep)));
        const rowOf = (y: number) =>
          wide
            .slice(y * width, (y + 1) * width)
            .flatMap((p) => order.map((c) => p[c]!))
            .flatMap((v) => (how.bigEndian ? [v >> 8, v & 255] : [v & 255, v >> 8]));
        const read = rawPixels(message({ width, height }, encoding, rowOf, how));
        const expected = pixels.flatMap((p, i) => {
          const kept = i === 0 ? ([255, 255, 255] as const) : p;
          return order.length === 1 ? [kept[1]] : [...kept];
        });
        expect([...read.data]).toEqual(expected);
      }),
    );
  });

  test("that is dark in 16 bits stays dark, and is not stretched", () => {
    const dark = message({ width: 2, height: 1 }, "mono16", () => [100, 0, 40, 0]);
    expect([...rawPixels(dark).data]).toEqual([100, 40]);
  });

  test.each(["rggb", "bggr", "gbrg", "grbg"] as const)(
    "in bayer_%s8 and 16 is mosaic undone",
    (pattern) => {
      fc.assert(
        fc.property(anyDrawing, padded, (drawing, how) => {
          const { width, height, pixels } = drawing;
          const colourAt = (x: number, y: number) => "rgb".indexOf(pattern[(y % 2) * 2 + (x % 2)]!);
          const seen = (x: number, y: number) => pixels[y * width + x]![colourAt(x, y)]!;
          const expected: number[] = [];
          for (let y = 0; y < height; y++)
            for (let x = 0; x < width; x++)
              for (const c of [0, 1, 2]) {
                if (colourAt(x, y) === c) {
                  expected.push(seen(x, y));
                  continue;
                }
                const near: number[] = [];
                for (const [dx, dy] of [-1, 0, 1].flatMap((i) => [-1, 0, 1].map((j) => [i, j])))
                  if (x + dx! >= 0 && x + dx! < width && y + dy! >= 0 && y + dy! < height)
                    if (colourAt(x + dx!, y + dy!) === c) near.push(seen(x + dx!, y + dy!));
                expected.push(Math.round(near.reduce((a, b) => a + b) / near.length));
              }
          const columns = Array.from({ length: width }, (_, x) => x);
          const narrow = message(
            drawing,
            `bayer_${pattern}8`,
            (y) => columns.map((x) => seen(x, y)),
            how,
          );
          expect([...rawPixels(narrow).data]).toEqual(expected);
          const wide = message(
            drawing,
            `bayer_${pattern}16`,
            (y) => columns.flatMap((x) => (how.bigEndian ? [0, seen(x, y)] : [seen(x, y), 0])),
            how,
          );
          expect([...rawPixels(wide).data]).toEqual(expected);
        }),
      );
    },
  );

  test.each([
    ["yuv422", [1, 0, 3, 2]],
    ["uyvy", [1, 0, 3, 2]],
    ["yuv422_yuy2", [0, 1, 2, 3]],
    ["yuyv", [0, 1, 2, 3]],
  ] as const)("in %s is read as BT.601 video", (encoding, order) => {
    const quad = fc.tuple(byte, byte, byte, byte);
    fc.assert(
      fc.property(fc.array(quad, { minLength: 1, maxLength: 6 }), padded, (quads, how) => {
        const width = quads.length * 2;
        const wire = quads.flatMap(([y0, u, y1, v]) => order.map((i) => [y0, u, y1, v][i]!));
        const read = rawPixels(message({ width, height: 1 }, encoding, () => wire, how));
        const clamp = (value: number) => Math.min(255, Math.max(0, value));
        const expected = quads.flatMap(([y0, u, y1, v]) =>
          [y0, y1].flatMap((y) => {
            // ITU-R BT.601 with Kr 0.299, Kb 0.114, brought from video range to 0..255.
            const [luma, b, r] = [
              ((y - 16) * 255) / 219,
              ((u - 128) * 255) / 224,
              ((v - 128) * 255) / 224,
            ];
            const red = luma + 2 * (1 - 0.299) * r;
            const blue = luma + 2 * (1 - 0.114) * b;
            const green = luma - (0.114 / 0.587) * 1.772 * b - (0.299 / 0.587) * 1.402 * r;
            return [red, green, blue].map(clamp);
          }),
        );
        for (const [i, value] of [...read.data].entries())
          expect(Math.abs(value - expected[i]!)).toBeLessThan(0.51);
      }),
    );
    const white = order.map((i) => [235, 128, 235, 128][i]!);
    const one = message({ width: 2, height: 1 }, encoding, () => white);
    expect([...rawPixels(one).data]).toEqual([255, 255, 255, 255, 255, 255]);
  });

  test("comes as bytes or as base64, and becomes a JPEG of the same picture", async () => {
    const [width, height] = [48, 32];
    const at = (y: number) =>
      Array.from({ length: width }, (_, x) => [x * 5, 60 + y * 4, 200 - x * 2]).flat();
    const bytes = message({ width, height }, "rgb8", at, { padding: 3 });
    const text = {
      ...bytes,
      is_bigendian: 0,
      data: Buffer.from(bytes.data as Uint8Array).toString("base64"),
    };
    expect(rawPixels(rawImageFields.parse(text))).toEqual(rawPixels(bytes));
    const jpeg = await rawImage(rawImageFields.parse(text));
    expect((await sharp(jpeg).metadata()).format).toBe("jpeg");
    const back = await pixelsOf(jpeg);
    const wanted = rawPixels(bytes).data;
    const worst = Math.max(...wanted.map((value, i) => Math.abs(value - back.data[i]!)));
    expect(worst).toBeLessThan(12);
  });

  test("that is wrong is refused in one line", async () => {
    const good = message({ width: 4, height: 2 }, "rgb8", () => new Array(12).fill(9));
    const wrong: readonly (readonly [Partial<RawImage>, RegExp])[] = [
      [{ encoding: "32FC1" }, /encoding "32FC1" is not known/],
      [{ encoding: "constructor" }, /encoding "constructor" is not known/],
      [{ step: 11 }, /step 11 is less than a row of 4 pixels in rgb8 \(12\)/],
      [{ data: new Uint8Array(23) }, /23 bytes, but 2 rows of step 12 are 24/],
      [{ data: new Uint8Array(25) }, /25 bytes, but/],
      [{ data: "AAA" }, /not base64/],
      [{ data: "!!!!" }, /not base64/],
      [{ width: 0 }, /0 x 2 is no size/],
      [{ width: 100_000, height: 100_000, step: 300_000 }, /is no size of a picture/],
      [{ encoding: "yuv422", width: 3, step: 6 }, /pairs, but the width is 3/],
      [{ encoding: "bayer_rggb8", width: 1, step: 1 }, /at least 2 x 2/],
    ];
    for (const [change, why] of wrong) {
      const error = await rawImage({ ...good, ...change }).catch((it: Error) => it);
      expect(error).toMatchObject({ code: "bad-input", message: expect.stringMatching(why) });
      expect(error).not.toMatchObject({ message: expect.stringContaining("\n") });
    }
  });

  test("in every encoding that is named can be read", () => {
    const row = new Array(16).fill(3);
    for (const encoding of RAW_ENCODINGS)
      expect(rawPixels(message({ width: 2, height: 2 }, encoding, () => row)).widthPx).toBe(2);
  });
});
