import fc from "fast-check";
import { expect, test } from "vitest";
import { compose, IDENTITY, invert, near, type Pose } from "../../perception/geometry/pose.ts";
import { TfTree } from "../../perception/ros/tf-tree.ts";
import { anyPose } from "../fakes/any-geometry.ts";

const at = (sec: number, nanosec = 0) => ({ sec, nanosec });
const edge = (parent: string, child: string, pose: Pose = IDENTITY, stamp = at(1)) => ({
  parent,
  child,
  pose,
  stamp,
});
const along = (x: number): Pose => ({ position: [x, 0, 0], orientation: [0, 0, 0, 1] });

test("a frame is found up one branch and down the other", () => {
  fc.assert(
    fc.property(anyPose, anyPose, anyPose, (base, tool, camera) => {
      const tree = new TfTree();
      tree.add([edge("surface", "base", base), edge("tool", "camera", camera)], true);
      tree.add([edge("base", "tool", tool)], false);
      const whole = compose(compose(base, tool), camera);
      expect(near(tree.lookup("surface", "camera").pose, whole, 1e-6, 1e-6)).toBe(true);
      expect(near(tree.lookup("camera", "surface").pose, invert(whole), 1e-6, 1e-6)).toBe(true);
      const across = compose(invert(compose(base, tool)), IDENTITY);
      expect(near(tree.lookup("tool", "surface").pose, across, 1e-6, 1e-6)).toBe(true);
    }),
  );
});

test("the stamp is the oldest of what moves; what is fixed has none", () => {
  const tree = new TfTree();
  tree.add([edge("surface", "base", IDENTITY, at(9))], true);
  tree.add([edge("base", "elbow", IDENTITY, at(5)), edge("elbow", "tool", IDENTITY, at(7))], false);
  expect(tree.lookup("surface", "tool").stamp).toEqual(at(5));
  expect(tree.lookup("surface", "base").stamp).toBeUndefined();
  expect(tree.newest).toEqual(at(7));
});

test("between two samples it is in between, and beyond them it is not known", () => {
  const tree = new TfTree();
  tree.add([edge("base", "tool", along(1), at(1, 500_000_000))], false);
  tree.add([edge("base", "tool", along(2), at(2, 500_000_000))], false);
  const halfway = tree.lookup("base", "tool", at(2));
  expect(halfway.pose.position[0]).toBeCloseTo(1.5, 9);
  expect(halfway).toMatchObject({ stamp: at(2), until: at(2, 500_000_000) });
  expect(tree.lookup("base", "tool", at(2, 500_000_000)).pose.position[0]).toBe(2);
  expect(() => tree.lookup("base", "tool", at(2, 500_000_001))).toThrow(/not reach that time yet/);
  expect(() => tree.lookup("base", "tool", at(1))).toThrow(/not reach back/);
});

test("a late sample changes nothing, a clock that began anew everything", () => {
  const tree = new TfTree();
  tree.add([edge("base", "tool", along(1), at(100))], false);
  tree.add([edge("base", "tool", along(2), at(99, 900_000_000))], false);
  expect(tree.lookup("base", "tool").pose.position[0]).toBe(1);
  tree.add([edge("base", "tool", along(3), at(5))], false);
  expect(tree.lookup("base", "tool")).toMatchObject({ pose: along(3), stamp: at(5) });
  expect(tree.newest).toEqual(at(5));
});

test("unknown frames, two trees, circles and a frame in itself are errors or nothing", () => {
  const tree = new TfTree();
  tree.add([edge("base", "tool"), edge("island", "palm"), edge("tool", "tool")], true);
  expect(() => tree.lookup("base", "camera")).toThrow('TF knows no way from "camera" to "base"');
  expect(() => tree.lookup("base", "palm")).toThrow(/no way/);
  tree.add([edge("tool", "base")], true);
  expect(() => tree.lookup("base", "tool")).toThrow(/in a circle/);
});

test("after a lost link only what is fixed is remembered", () => {
  const tree = new TfTree();
  tree.add([edge("tool", "camera")], true);
  tree.add([edge("base", "tool")], false);
  tree.forgetMoving();
  expect(tree.newest).toBeUndefined();
  expect(tree.lookup("tool", "camera").pose).toEqual(IDENTITY);
  expect(() => tree.lookup("base", "tool")).toThrow(/no way/);
});
