import { ASSUMED_SCENE_POSE, assumedLens, layOut, type Place } from "../../datasets/lay-out.ts";
import { type LoadedDataset, surfaceOf } from "../../datasets/load-dataset.ts";
import { photoInFolder } from "../../datasets/photo-in-folder.ts";
import { closeUpPose, type Orbit } from "../../perception/geometry/orbit.ts";
import { angleBetween, near, type Pose } from "../../perception/geometry/pose.ts";
import { distance } from "../../perception/geometry/vec3.ts";
import { ANGLES, type View } from "../../perception/photo.ts";
import { TidyError } from "../../perception/tidy-error.ts";
import type { Shot } from "../bridge/camera-feed.ts";

/** How far from where a photo is taken to be taken the camera may be: metres, radians. */
const NEAR_M = 0.01;
const NEAR_RAD = 0.02;
/** How many metres a radian counts as, in looking for the nearest photo. */
const METRES_A_RADIAN = 0.3;

type Taken = {
  readonly name: string;
  readonly pose: Pose;
  /** Path in the dataset; absent where there is no such photo. */
  readonly file?: string;
};

/** The photos of a dataset's surface, each at the pose from which it is taken to be taken. */
export type ReplayedViews = {
  readonly scenePose: Pose;
  readonly places: readonly (Place & { readonly id: string })[];
  /** Why the camera cannot go there: no photo was taken from about there. */
  refusal(pose: Pose): string | undefined;
  /** The photo nearest to a pose, with a lens of its size. Rejects with `bad-input`. */
  shoot(pose: Pose): Promise<Shot>;
};

/**
 * Lays a surface's objects out on a plane, as its scene photo shows them to a plain camera, and puts each
 * close-up where an agent goes for it. Nothing of options, votes or answers is kept.
 */
export function replayedViews(
  loaded: LoadedDataset,
  surfaceId: string,
  orbit: Orbit,
): ReplayedViews {
  const { scene, objects } = surfaceOf(loaded, surfaceId);
  const places = layOut(
    objects.map(({ box }) => box),
    loaded.sceneSizes.get(surfaceId)!,
  );
  const closeUps = objects.flatMap(({ id, closeUps: files }, i) =>
    ANGLES.map((angle): Taken => {
      const file = files[angle];
      return {
        name: `${id} from the ${angle}`,
        pose: closeUpPose(places[i]!, angle, orbit),
        ...(file !== undefined && { file }),
      };
    }),
  );
  const all: readonly Taken[] = [
    { name: "the whole surface", pose: ASSUMED_SCENE_POSE, file: scene },
    ...closeUps,
  ];
  const view: View = { kind: "scene" };

  return {
    scenePose: ASSUMED_SCENE_POSE,
    places: places.map((place, i) => ({ ...place, id: objects[i]!.id })),
    refusal(pose) {
      const { name, pose: there, file } = nearest(all, pose);
      if (!near(pose, there, NEAR_M, NEAR_RAD))
        return `no photo was taken from there; the nearest is of ${name}`;
      return file === undefined ? `there is no photo of ${name}` : undefined;
    },
    async shoot(pose) {
      const { name, file } = nearest(all, pose);
      if (file === undefined) throw new TidyError("bad-input", `there is no photo of ${name}`);
      const { bytes, mediaType, ...size } = await photoInFolder(loaded.folder, file, view);
      const format = mediaType === "image/png" ? "png" : "jpeg";
      return { bytes, format, intrinsics: assumedLens(size) };
    },
  };
}

function nearest(all: readonly Taken[], pose: Pose): Taken {
  const far = ({ pose: there }: Taken) =>
    distance(there.position, pose.position) +
    METRES_A_RADIAN * angleBetween(there.orientation, pose.orientation);
  return all.reduce((best, each) => (far(each) < far(best) ? each : best));
}
