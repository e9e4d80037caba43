import { expect, test } from "vitest";
import { IDENTITY, type Pose } from "../../perception/geometry/pose.ts";
import { cameraPlacesAt } from "../../perception/ros/arm-parts.ts";
import { FrozenFrames } from "../../perception/ros/frozen-frames.ts";
import { loadProfile } from "../../perception/ros/load-profile.ts";
import { TfTree } from "../../perception/ros/tf-tree.ts";

const profile = { ...(await loadProfile()), mount: IDENTITY };
const { surface, commanded } = profile.frames;
const at = (ms: number) => ({ sec: 1, nanosec: ms * 1e6 });
const along = (x: number): Pose => ({ position: [x, 0, 0], orientation: [0, 0, 0, 1] });

/** A camera that comes to rest 1 m along; TF tells of it every 40 ms. */
function arriving() {
  const tf = new TfTree();
  const tell = (ms: number, x: number) =>
    tf.add([{ parent: surface, child: commanded, pose: along(x), stamp: at(ms) }], false);
  return { tell, frozen: new FrozenFrames((stamp) => cameraPlacesAt({ profile, tf }, stamp)) };
}

test("a picture of elsewhere under a new stamp is no picture of here", () => {
  const { tell, frozen } = arriving();
  tell(0, 0);
  tell(40, 0);
  frozen.note("scene", at(20));
  tell(80, 0.6);
  tell(120, 1);
  tell(160, 1);
  frozen.note("scene", at(140));
  expect(frozen.isFrozen("scene", along(1))).toBe(true);
  expect(frozen.isFrozen("scene", along(0))).toBe(false);
});

test("nor is one from on the way here", () => {
  const { tell, frozen } = arriving();
  tell(0, 0);
  tell(40, 0.3);
  frozen.note("on the way", at(30));
  tell(80, 1);
  expect(frozen.isFrozen("on the way", along(1))).toBe(true);
});

test("the first picture of here is one, though TF only then tells that the camera is here", () => {
  const { tell, frozen } = arriving();
  tell(0, 0);
  tell(40, 0.6);
  frozen.note("here", at(75));
  expect(frozen.isFrozen("here", along(1))).toBe(false);
  tell(80, 1);
  tell(120, 1);
  frozen.note("here", at(100));
  expect(frozen.isFrozen("here", along(1))).toBe(false);
});
