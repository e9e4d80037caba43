import sharp from "sharp";
import { describe, expect, test } from "vitest";
import {
  type Calibration,
  type CameraMatrices,
  calibrationOf,
  isPinhole,
  rawPixel,
} from "../../perception/geometry/calibration.ts";
import { lensOf } from "../../perception/geometry/lens.ts";
import { lookAt } from "../../perception/geometry/pose.ts";
import { differenceOf } from "../../perception/images/alike.ts";
import { cropAround } from "../../perception/images/crop-around.ts";
import { exposureOf } from "../../perception/images/exposure.ts";
import { photoFrom } from "../../perception/images/photo-file.ts";
import { pixelsOf } from "../../perception/images/pixels.ts";
import { rectifier } from "../../perception/images/rectify.ts";
import { calibrationFields } from "../../perception/ros/camera-info.ts";

const K = [100, 0, 79.5, 0, 100, 59.5, 0, 0, 1];
const NO_P = new Array<number>(12).fill(0);
const UNTURNED = [1, 0, 0, 0, 1, 0, 0, 0, 1];
const camera = (more: Partial<CameraMatrices> = {}): CameraMatrices => ({
  width: 160,
  height: 120,
  model: "plumb_bob",
  d: [],
  k: K,
  r: UNTURNED,
  p: NO_P,
  binningX: 0,
  binningY: 0,
  region: { x: 0, y: 0, width: 0, height: 0 },
  ...more,
});
const BARREL = camera({ d: [-0.3, 0.1, 0.001, -0.002, 0] });

describe("a lens", () => {
  test("bends rays as OpenCV's formulas do, worked out by hand", () => {
    // r2 = 0.05, radial = 1 - 0.015 + 0.00025 = 0.98525
    const plumbBob = lensOf("plumb_bob", [-0.3, 0.1, 0.01, 0.02, 0]);
    const [u, v] = plumbBob.distort([0.1, 0.2])!;
    expect(u).toBeCloseTo(0.1 * 0.98525 + 2 * 0.01 * 0.02 + 0.02 * (0.05 + 0.02), 12);
    expect(v).toBeCloseTo(0.2 * 0.98525 + 0.01 * (0.05 + 0.08) + 2 * 0.02 * 0.02, 12);
    // radial = (1 + 0.1 * 0.05) / (1 + 0.2 * 0.05)
    const rational = lensOf("rational_polynomial", [0.1, 0, 0, 0, 0, 0.2, 0, 0]);
    expect(rational.distort([0.1, 0.2])![0]).toBeCloseTo((0.1 * 1.005) / 1.01, 12);
    // A ray at 45 degrees lands at t = pi / 4, with k1 at t (1 + k1 t2).
    const wide = lensOf("equidistant", [0.1, 0, 0, 0]);
    const t = Math.PI / 4;
    expect(wide.distort([1, 0])![0]).toBeCloseTo(t * (1 + 0.1 * t * t), 12);
  });

  test("shows nothing beyond where its model would fold the picture over", () => {
    const folding = lensOf("plumb_bob", [-0.5, 0, 0, 0, 0]);
    expect(folding.distort([3, 0])).toBeUndefined();
  });

  test("of an unknown model, or with coefficients it has not, is refused", () => {
    expect(() => lensOf("kannala_deluxe", [1, 2, 3, 4])).toThrow(/"kannala_deluxe" is not known/);
    expect(() => lensOf("plumb_bob", [0.1, 0, 0])).toThrow(/3 coefficients/);
    expect(lensOf("", []).straight).toBe(true);
    expect(lensOf("plumb_bob", [0, 0, 0, 0, 0]).straight).toBe(true);
  });
});

describe("a calibration", () => {
  test("counts from the corner of the top left pixel, and takes region and binning off", () => {
    expect(calibrationOf(camera())!.raw).toEqual({
      ...{ fx: 100, fy: 100, cx: 80, cy: 60 },
      ...{ widthPx: 160, heightPx: 120 },
    });
    const region = { x: 40, y: 20, width: 80, height: 60 };
    const part = calibrationOf(camera({ region, binningX: 2, binningY: 2 }))!;
    expect(part.raw).toEqual({ fx: 50, fy: 50, cx: 20, cy: 20, widthPx: 40, heightPx: 30 });
  });

  test("of a camera that nobody calibrated is none", () => {
    expect(calibrationOf(camera({ k: new Array<number>(9).fill(0) }))).toBeUndefined();
    expect(isPinhole(calibrationOf(camera())!)).toBe(true);
    expect(isPinhole(calibrationOf(BARREL)!)).toBe(false);
  });

  test("leads from the rectified picture back to the raw one, turned as R says", () => {
    const p = [90, 0, 82, 0, 0, 95, 57, 0, 0, 0, 1, 0];
    // R takes a ray (x, y, 1) of the raw camera to (-y, x, 1) of the rectified one.
    const r = [0, -1, 0, 1, 0, 0, 0, 0, 1];
    const straight = calibrationOf(camera({ p, r }))!;
    // The rectified pixel of the ray (-0.1, 0.2, 1), which was (0.2, 0.1, 1).
    const [u, v] = [82.5 - 0.1 * 90, 57.5 + 0.2 * 95];
    const [a, b] = rawPixel(straight, u, v)!;
    expect([a, b]).toEqual([expect.closeTo(80 + 0.2 * 100, 9), expect.closeTo(60 + 0.1 * 100, 9)]);
    const bent = calibrationOf({ ...BARREL, p, r })!;
    const [x, y] = lensOf("plumb_bob", BARREL.d).distort([0.2, 0.1])!;
    expect(rawPixel(bent, u, v)).toEqual([
      expect.closeTo(80 + 100 * x, 9),
      expect.closeTo(60 + 100 * y, 9),
    ]);
  });

  test("is read in both dialects, and refused where it is none", () => {
    const told = { width: 160, height: 120, distortion_model: "plumb_bob" };
    const ros1 = calibrationFields.safeParse({ ...told, K, D: BARREL.d });
    const ros2 = calibrationFields.safeParse({ ...told, k: K, d: BARREL.d });
    expect(JSON.stringify(ros1.data)).toBe(JSON.stringify(ros2.data));
    expect(ros1.data?.raw.fx).toBe(100);
    const uncalibrated = calibrationFields.safeParse({ ...told, K: K.map(() => 0) });
    expect(uncalibrated.error?.issues[0]).toMatchObject({ message: "has no focal length" });
    const strange = calibrationFields.safeParse({
      ...told,
      K,
      D: [1, 1, 1, 1],
      distortion_model: "x",
    });
    expect(strange.error?.issues[0]?.message).toMatch(/"x" is not known/);
  });
});

/** The pixel of the rectified picture that lies at one of the raw picture, found by trial. */
function rectifiedPixel(calibration: Calibration, u: number, v: number) {
  let [x, y] = [u, v];
  for (let round = 0; round < 60; round++) {
    const at = rawPixel(calibration, x, y);
    if (at === undefined) return undefined;
    [x, y] = [x + u - at[0], y + v - at[1]];
  }
  return [x, y];
}

describe("a picture through a lens", () => {
  const dots = async (calibration: Calibration, bent: boolean) => {
    const { widthPx, heightPx } = calibration.raw;
    const data = Buffer.alloc(widthPx * heightPx, 20);
    for (let y = 0; y < heightPx; y++)
      for (let x = 0; x < widthPx; x++) {
        const at = bent ? rectifiedPixel(calibration, x + 0.5, y + 0.5) : [x + 0.5, y + 0.5];
        const onLine = at?.some((it) => Math.abs(((it! + 10) % 20) - 10) < 2);
        if (onLine) data[y * widthPx + x] = 230;
      }
    return sharp(data, { raw: { width: widthPx, height: heightPx, channels: 1 } })
      .jpeg({ quality: 95 })
      .toBuffer();
  };

  test("comes out straight: a grid that it bent is a grid again", async () => {
    const calibration = calibrationOf(BARREL)!;
    const [bent, straight] = [await dots(calibration, true), await dots(calibration, false)];
    const { rectify, intrinsics } = rectifier(calibration);
    const rectified = await rectify(bent);
    const wrong = await levelDifference(bent, straight);
    expect(await levelDifference(rectified, straight)).toBeLessThan(wrong / 2);
    expect(intrinsics).toEqual(calibration.rectified);
  });

  test("is taken between its pixels, and black where the camera saw nothing", async () => {
    // By K everything lies 1.25 pixels to the right of where P has it, and half a pixel below.
    const k = [100, 0, 8.25, 0, 100, 4.5, 0, 0, 1];
    const p = [100, 0, 7, 0, 0, 100, 4, 0, 0, 0, 1, 0];
    const shifted = calibrationOf(camera({ width: 16, height: 8, k, p }))!;
    const at = (x: number, y: number) => 10 * x + 8 * y;
    const data = Uint8Array.from({ length: 128 }, (_, i) => at(i % 16, Math.floor(i / 16)));
    const raw = { width: 16, height: 8, channels: 1 } as const;
    const rectified = await rectifier(shifted).rectify(await sharp(data, { raw }).png().toBuffer());
    const seen = await pixelsOf(rectified);
    const levelAt = (x: number, y: number) => seen.data[(y * 16 + x) * seen.channels]!;
    for (const [x, y] of [
      [1, 1],
      [5, 2],
      [9, 5],
    ] as const)
      expect(Math.abs(levelAt(x, y) - at(x + 1.25, y + 0.5))).toBeLessThan(3);
    for (let y = 0; y < 8; y++) expect(levelAt(15, y)).toBeLessThan(40);
  });

  test("is worked out once for a calibration, however often that is sent", () => {
    const sent = { width: 640, height: 480, K: [500, 0, 320, 0, 500, 240, 0, 0, 1] };
    const lens = { distortion_model: "plumb_bob", D: [-0.3, 0.1, 0, 0, 0] };
    const [first, again] = [1, 2].map(() => calibrationFields.parse({ ...sent, ...lens }));
    expect(again).toBe(first);
    expect(calibrationFields.parse({ ...sent, ...lens, width: 641 })).not.toBe(first);
  });

  test("is left alone where the lens is straight, and refused where it is of another size", async () => {
    const plain = rectifier(calibrationOf(camera())!);
    const bytes = await dots(calibrationOf(camera())!, false);
    expect(await plain.rectify(bytes)).toBe(bytes);
    const small = await sharp(bytes).resize(80, 60).jpeg().toBuffer();
    await expect(rectifier(calibrationOf(BARREL)!).rectify(small)).rejects.toThrow(
      /calibrated for 160 x 120, but the picture is 80 x 60/,
    );
  });
});

async function levelDifference(one: Uint8Array, other: Uint8Array): Promise<number> {
  const [a, b] = await Promise.all(
    [one, other].map((it) =>
      sharp(it).greyscale().extract({ left: 20, top: 20, width: 120, height: 80 }).raw().toBuffer(),
    ),
  );
  return a!.reduce((sum, level, i) => sum + Math.abs(level - b![i]!), 0) / a!.length;
}

describe("what a picture is like", () => {
  const plain = (level: number) =>
    sharp({
      create: { width: 64, height: 48, channels: 3, background: { r: level, g: level, b: level } },
    })
      .jpeg()
      .toBuffer();

  test("its exposure: how bright it is, and how much of it shows nothing more", async () => {
    expect(await exposureOf(await plain(0))).toEqual({ mean: 0, black: 1, white: 0 });
    const white = await exposureOf(await plain(255));
    expect(white).toMatchObject({ black: 0, white: 1 });
    const grey = await exposureOf(await plain(128));
    expect(grey.mean).toBeCloseTo(0.5, 1);
    expect(grey.black + grey.white).toBe(0);
  });

  test("two are alike, or not, or of other proportions", async () => {
    const [dark, light] = [await plain(40), await plain(200)];
    expect(await differenceOf(dark, dark)).toBe(0);
    expect(await differenceOf(dark, light)).toBeGreaterThan(0.5);
    expect(
      await differenceOf(dark, await sharp(dark).resize(64, 20, { fit: "fill" }).toBuffer()),
    ).toBe(1);
  });

  test("a close-up from afar is cut to its object, and its camera with it", async () => {
    const thing = { id: "cup-1", label: "cup", box: { x: 0, y: 0, width: 9, height: 9 } };
    const object = { ...thing, position: [0.1, 0, 0] as const, radiusM: 0.05 };
    const bytes = await sharp({
      create: { width: 640, height: 480, channels: 3, background: "#456" },
    })
      .jpeg()
      .toBuffer();
    const intrinsics = { fx: 500, fy: 500, cx: 320, cy: 240, widthPx: 640, heightPx: 480 };
    const cameraPose = lookAt([0, -1, 0.5], [0, 0, 0], [0, 0, 1]);
    const view = { kind: "close-up", object, angle: "left" } as const;
    const photo = await photoFrom(bytes, view, { cameraPose, intrinsics });
    const cut = await cropAround(photo);
    expect(cut.widthPx).toBeLessThan(150);
    expect(cut.intrinsics).toMatchObject({ fx: 500, widthPx: cut.widthPx });
    // What was at the middle of the thing is at the middle of the cut.
    expect(320 - cut.intrinsics!.cx + cut.widthPx / 2).toBeGreaterThan(320);
    expect(await cropAround({ ...photo, view: { kind: "scene" } })).toMatchObject({ widthPx: 640 });
  });
});
