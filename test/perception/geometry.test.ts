import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Intrinsics,
  pixelOnPlane,
  pixelRay,
  project,
} from "../../perception/geometry/camera.ts";
import { locate } from "../../perception/geometry/locate.ts";
import { aimOf, closeUpPose } from "../../perception/geometry/orbit.ts";
import {
  angleBetween,
  compose,
  IDENTITY,
  interpolate,
  invert,
  lookAt,
  near,
  type Pose,
  quaternionFromAxes,
  rotate,
  transform,
} from "../../perception/geometry/pose.ts";
import { distance, scale, subtract, type Vec3 } from "../../perception/geometry/vec3.ts";
import { ANGLES } from "../../perception/photo.ts";
import type { Box } from "../../perception/surface.ts";
import { anyPoint, anyPose, anyRotation } from "../fakes/any-geometry.ts";

const CAMERA: Intrinsics = { fx: 480, fy: 480, cx: 256, cy: 192, widthPx: 512, heightPx: 384 };
const SCENE = lookAt([0, -1, 0.65], [0, 0, 0], [0, 0, 1]);
const ORBIT = { radii: 4, nearestM: 0.16, farthestM: 0.85, elevationRad: 0.45 };
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const closeTo = (a: Vec3, b: Vec3) => expect(distance(a, b)).toBeLessThan(1e-6);

describe("poses", () => {
  test("a pose and its inverse cancel out", () => {
    fc.assert(
      fc.property(anyPose, anyPoint, (pose, point) => {
        expect(near(compose(pose, invert(pose)), IDENTITY, 1e-6, 1e-6)).toBe(true);
        closeTo(transform(invert(pose), transform(pose, point)), point);
      }),
    );
  });

  test("composing is doing one after the other, in any grouping", () => {
    fc.assert(
      fc.property(anyPose, anyPose, anyPose, anyPoint, (a, b, c, point) => {
        closeTo(transform(compose(a, b), point), transform(a, transform(b, point)));
        const grouped = compose(compose(a, b), c);
        expect(near(grouped, compose(a, compose(b, c)), 1e-6, 1e-6)).toBe(true);
      }),
    );
  });

  test("a rotation is known by what it does to the axes", () => {
    fc.assert(
      fc.property(anyRotation, (q) => {
        const axes = [rotate(q, [1, 0, 0]), rotate(q, [0, 1, 0]), rotate(q, [0, 0, 1])] as const;
        expect(angleBetween(quaternionFromAxes(...axes), q)).toBeLessThan(1e-6);
      }),
    );
  });

  test("halfway is as far from one as from the other", () => {
    fc.assert(
      fc.property(anyPose, anyPose, (a, b) => {
        const half = interpolate(a, b, 0.5);
        expect(angleBetween(half.orientation, a.orientation)).toBeCloseTo(
          angleBetween(half.orientation, b.orientation),
          6,
        );
        expect(near(interpolate(a, b, 0), a, 1e-9, 1e-6)).toBe(true);
        expect(near(interpolate(a, b, 1), b, 1e-9, 1e-6)).toBe(true);
      }),
    );
  });

  test("the tool's pose that brings the camera there is the camera's, mount taken off", () => {
    fc.assert(
      fc.property(anyPose, anyPose, anyPose, (camera, mount, base) => {
        const tool = compose(invert(base), compose(camera, invert(mount)));
        expect(near(compose(base, compose(tool, mount)), camera, 1e-6, 1e-6)).toBe(true);
      }),
    );
  });
});

describe("the camera", () => {
  test("a pixel's ray goes through the point that it shows", () => {
    fc.assert(
      fc.property(between(-2, 2), between(-2, 2), between(0.05, 5), (x, y, z) => {
        const [u, v] = project(CAMERA, [x, y, z])!;
        closeTo(scale(pixelRay(CAMERA, u, v), z), [x, y, z]);
      }),
    );
    expect(project(CAMERA, [0, 0, 0])).toBeUndefined();
    expect(project(CAMERA, [0, 0, -1])).toBeUndefined();
  });

  test("a point of the surface is found again from its pixel", () => {
    fc.assert(
      fc.property(between(-0.5, 0.5), between(-0.35, 0.35), (x, y) => {
        const [u, v] = project(CAMERA, transform(invert(SCENE), [x, y, 0]))!;
        closeTo(pixelOnPlane(CAMERA, SCENE, u, v)!, [x, y, 0]);
      }),
    );
  });

  test("a pixel above the horizon meets no surface", () => {
    const level = lookAt([0, -1, 0.5], [0, 0, 0.5], [0, 0, 1]);
    expect(pixelOnPlane(CAMERA, level, 256, 100)).toBeUndefined();
    expect(locate(CAMERA, level, { x: 200, y: 50, width: 40, height: 60 })).toBeUndefined();
  });
});

/** The box around an upright cylinder's picture. */
function boxOf(middle: Vec3, radiusM: number, heightM: number, camera: Pose = SCENE): Box {
  const pixels = Array.from({ length: 180 }, (_, i) => (i * Math.PI) / 90).flatMap((angle) =>
    [0, heightM].map((z): readonly [number, number] => {
      const [x, y] = [middle[0] + radiusM * Math.cos(angle), middle[1] + radiusM * Math.sin(angle)];
      return project(CAMERA, transform(invert(camera), [x, y, z]))!;
    }),
  );
  const [us, vs] = [pixels.map(([u]) => u), pixels.map(([, v]) => v)];
  const [x, y] = [Math.min(...us), Math.min(...vs)];
  return { x, y, width: Math.max(...us) - x, height: Math.max(...vs) - y };
}

describe("locating", () => {
  test("finds where a round thing stands from its box, and how wide it is", () => {
    fc.assert(
      fc.property(
        between(-0.5, 0.5),
        between(-0.32, 0.32),
        between(0.02, 0.12),
        between(0.005, 0.2),
        (x, y, radiusM, heightM) => {
          const found = locate(CAMERA, SCENE, boxOf([x, y, 0], radiusM, heightM))!;
          expect(distance(found.position, [x, y, 0])).toBeLessThan(0.003 + 0.21 * radiusM);
          expect(found.radiusM).toBeGreaterThan(radiusM * 0.85);
        },
      ),
    );
  });

  test("places a flat thing that is wider than deep in its middle", () => {
    for (const [x, y] of [
      [-0.3, 0.2],
      [0.4, -0.2],
      [0, 0],
    ] as const) {
      const corners = [-0.12, 0.12].flatMap((dx) => [-0.05, 0.05].map((dy) => [dx, dy] as const));
      const pixels = corners.map(
        ([dx, dy]) => project(CAMERA, transform(invert(SCENE), [x + dx, y + dy, 0]))!,
      );
      const [us, vs] = [pixels.map(([u]) => u), pixels.map(([, v]) => v)];
      const [left, top] = [Math.min(...us), Math.min(...vs)];
      const box = { x: left, y: top, width: Math.max(...us) - left, height: Math.max(...vs) - top };
      expect(distance(locate(CAMERA, SCENE, box)!.position, [x, y, 0])).toBeLessThan(0.03);
    }
  });

  test("stays near the box, whatever the box", () => {
    const side = fc.integer({ min: 1, max: 300 });
    const place = fc.integer({ min: 0, max: 380 });
    fc.assert(
      fc.property(place, place, side, side, (x, y, width, height) => {
        const found = locate(CAMERA, SCENE, { x, y, width, height });
        if (found === undefined) return;
        expect([...found.position, found.radiusM].every(Number.isFinite)).toBe(true);
        const [u, v] = project(CAMERA, transform(invert(SCENE), found.position))!;
        expect(Math.abs(u - x - width / 2)).toBeLessThan(height + width + 20);
        expect(Math.abs(v - y - height / 2)).toBeLessThan(height + width + 20);
      }),
      { examples: [[0, 364, 1, 298]] },
    );
  });
});
describe("close-ups", () => {
  const anyObject = fc.record({
    position: fc.tuple(between(-0.5, 0.5), between(-0.35, 0.35), fc.constant(0)),
    radiusM: between(0.01, 0.3),
  });

  test("look at the object from the named side, the front being the scene camera's", () => {
    const side = { front: [0, -1], back: [0, 1], left: [-1, 0], right: [1, 0], top: [0, 0] };
    fc.assert(
      fc.property(anyObject, fc.constantFrom(...ANGLES), (object, angle) => {
        const pose = closeUpPose(object, angle, ORBIT);
        const [dx, dy, dz] = subtract(pose.position, object.position);
        const [wantedX, wantedY] = side[angle] as [number, number];
        expect(Math.abs(Math.hypot(dx, dy) * wantedX - dx)).toBeLessThan(1e-9);
        expect(Math.abs(Math.hypot(dx, dy) * wantedY - dy)).toBeLessThan(1e-9);
        expect(dz).toBeGreaterThan(0);
        const [u, v] = project(CAMERA, transform(invert(pose), aimOf(object)))!;
        expect(Math.hypot(u - CAMERA.cx, v - CAMERA.cy)).toBeLessThan(1e-6);
      }),
    );
    expect(SCENE.position[1]).toBeLessThan(0);
  });

  test("keep what is away from the scene camera up in the picture, and the horizon level", () => {
    fc.assert(
      fc.property(anyObject, (object) => {
        const top = closeUpPose(object, "top", ORBIT);
        closeTo(rotate(top.orientation, [0, -1, 0]), [0, 1, 0]);
        for (const angle of ["front", "back", "left", "right"] as const) {
          const right = rotate(closeUpPose(object, angle, ORBIT).orientation, [1, 0, 0]);
          expect(right[2]).toBeCloseTo(0, 9);
        }
      }),
    );
  });

  test("stay within the distances that the profile allows", () => {
    fc.assert(
      fc.property(anyObject, fc.constantFrom(...ANGLES), (object, angle) => {
        const away = distance(closeUpPose(object, angle, ORBIT).position, aimOf(object));
        expect(away).toBeGreaterThan(ORBIT.nearestM - 1e-9);
        expect(away).toBeLessThan(ORBIT.farthestM + 1e-9);
      }),
    );
  });
});
