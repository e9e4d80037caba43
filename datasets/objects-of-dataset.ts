import { ANGLES } from "../perception/photo.ts";
import { layOut } from "./lay-out.ts";
import { type LoadedDataset, surfaceOf } from "./load-dataset.ts";
import type { ObjectsFile } from "./objects-file.ts";

/**
 * A dataset's surface as a person would tell it: no accepted answers, no votes. With `places`, objects
 * whose box does not tell where they stand are said to stand where a replay lays them out.
 */
export function objectsOfDataset(
  loaded: LoadedDataset,
  surfaceId: string,
  { places = false }: { readonly places?: boolean } = {},
): ObjectsFile {
  const { kind, instruction, situation, objects } = surfaceOf(loaded, surfaceId);
  const taken = new Set(objects.flatMap(({ closeUps }) => Object.keys(closeUps)));
  const angles = ANGLES.filter((angle) => taken.has(angle));
  const laidOut = layOut(
    objects.map(({ box }) => box),
    loaded.sceneSizes.get(surfaceId)!,
  );
  return {
    surface: { kind, instruction, situation },
    ...(angles.length < ANGLES.length && { angles }),
    objects: objects.map(({ id, label, box, options }, i) => {
      const { position, radiusM, fromBox } = laidOut[i]!;
      return {
        id,
        label,
        ...(box && { box }),
        ...(options && { options }),
        ...(places && !fromBox && { position, radiusM }),
      };
    }),
  };
}
