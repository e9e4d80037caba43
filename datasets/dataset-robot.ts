import { ANGLES } from "../perception/photo.ts";
import type { Robot } from "../perception/robot.ts";
import { VERBS } from "../perception/tidy-action.ts";
import { TidyError } from "../perception/tidy-error.ts";
import { type LoadedDataset, surfaceOf, surfaceToldFrom } from "./load-dataset.ts";
import { photoInFolder } from "./photo-in-folder.ts";

/**
 * One surface of a dataset as a robot that has already taken all its photos. It moves nothing:
 * every action is reported as not done.
 */
export function datasetRobot(loaded: LoadedDataset, surfaceId: string): Robot {
  const { scene, objects } = surfaceOf(loaded, surfaceId);
  const taken = new Set(objects.flatMap(({ closeUps }) => Object.keys(closeUps)));
  return {
    abilities: {
      name: `dataset:${loaded.dataset.name}/${surfaceId}`,
      angles: ANGLES.filter((angle) => taken.has(angle)),
      skills: VERBS,
      surface: surfaceToldFrom(loaded, surfaceId),
      physical: false,
    },
    async photograph(view, { signal } = {}) {
      if (signal?.aborted) throw new TidyError("aborted", "stopped before the photo was read");
      if (view.kind === "scene") return photoInFolder(loaded.folder, scene, view);
      const { object, angle } = view;
      const path = objects.find(({ id }) => id === object.id)?.closeUps[angle];
      if (path === undefined) {
        const message = `the dataset has no photo of ${object.label} from the ${angle}`;
        throw new TidyError("view-unavailable", message, { details: { object: object.id, angle } });
      }
      return photoInFolder(loaded.folder, path, view);
    },
    async perform(action) {
      return { done: false, text: `nothing was moved, these are photos; decided: ${action.text}` };
    },
    async close() {},
  };
}
