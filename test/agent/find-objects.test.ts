import { expect, test } from "vitest";
import { boxedByName, objectsFound } from "../../agent/find-objects.ts";
import { lookAt } from "../../perception/geometry/pose.ts";
import type { Photo } from "../../perception/photo.ts";

const photo: Photo = {
  sha256: "",
  bytes: new Uint8Array(),
  mediaType: "image/jpeg",
  widthPx: 512,
  heightPx: 384,
  view: { kind: "scene" },
};
const whole = { x: 0, y: 0, width: 512, height: 384 };
const box = { x: 50, y: 60, width: 70, height: 80 };

test("things found are named from left to right, two of a kind apart", () => {
  const found = objectsFound(
    [
      { label: "pill-bottle", box: { ...box, x: 300 }, score: 0.9 },
      { label: "Cup!", box: { ...box, x: 100 }, score: 0.9 },
      { label: "cup", box: { ...box, x: 20 }, score: 0.5 },
    ],
    photo,
  );
  expect(found.map(({ id }) => id)).toEqual(["cup-1", "cup-2", "pill-bottle-1"]);
  expect(found[0]?.position).toBeUndefined();
});

test("where the camera is known, a thing has a place on the surface", () => {
  const intrinsics = { fx: 480, fy: 480, cx: 256, cy: 192, widthPx: 512, heightPx: 384 };
  const oblique = lookAt([0, -1, 0.65], [0, 0, 0], [0, 0, 1]);
  const middle = { x: 246, y: 182, width: 20, height: 20 };
  const [it] = objectsFound([{ label: "cup", box: middle, score: 1 }], {
    ...photo,
    intrinsics,
    cameraPose: oblique,
  });
  expect(Math.hypot(it!.position![0], it!.position![1])).toBeLessThan(0.04);
});

test("a named object without a box takes the surest detection of its name; others keep theirs", () => {
  const cup = { id: "cup", label: "coffee cup", box: whole };
  const can = { id: "can", label: "can", box };
  const boxes = boxedByName(
    [cup, can, { ...cup, id: "hat", label: "hat" }],
    [
      { label: "can", box: { ...box, x: 9 }, score: 0.99 },
      { label: "Cup", box: { ...box, x: 1 }, score: 0.4 },
      { label: "cup", box: { ...box, x: 2 }, score: 0.8 },
    ],
    photo,
  ).map((it) => it.box);
  expect(boxes).toEqual([{ ...box, x: 2 }, box, whole]);
});
