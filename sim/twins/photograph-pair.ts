import type { DatasetSurface } from "../../datasets/dataset-format.ts";
import { ANGLES } from "../../perception/photo.ts";
import { closeUpPath, type PhotoFile, photograph, scenePath } from "../benchmark/photograph.ts";
import type { RenderedPart } from "../benchmark/render-dataset.ts";
import { SURFACE_NAMES } from "../world.ts";
import type { TwinPair } from "./draw-pair.ts";
import type { Twin } from "./twin.ts";
import type { PairTruth } from "./twins-truth.ts";

/** Both twins as surfaces of a dataset, with one object each; twins of a situation share their photos. */
export async function photographPair(pair: TwinPair): Promise<RenderedPart<PairTruth>> {
  const { id, kind, change, seed, twins } = pair;
  const [a, b] = [`${id}-a`, `${id}-b`] as const;
  const shared = kind === "situation";
  const files: readonly PhotoFile[] = [
    ...(await photograph(shared ? id : a, twins[0].surface, [twins[0].index])),
    ...(shared ? [] : await photograph(b, twins[1].surface, [twins[1].index])),
  ];
  const objectOf = ({ surface, index }: Twin) => surface.drawn.world.objects[index]!;
  return {
    files,
    surfaces: [
      surfaceOf(a, shared ? id : a, pair, twins[0]),
      surfaceOf(b, shared ? id : b, pair, twins[1]),
    ],
    truth: {
      id,
      kind,
      ...(change !== undefined && { change }),
      seed,
      object: objectOf(twins[0]).kind,
      states: [objectOf(twins[0]).state, objectOf(twins[1]).state],
      surfaces: [a, b],
    },
  };
}

function surfaceOf(
  id: string,
  photos: string,
  { options }: TwinPair,
  { surface, index, situation, accepted }: Twin,
): DatasetSurface {
  const { instruction, surfaceKind } = surface.drawn.world;
  const { id: object, label, box } = surface.objects[index]!;
  return {
    id,
    kind: SURFACE_NAMES[surfaceKind]!,
    instruction,
    situation,
    scene: scenePath(photos),
    objects: [
      {
        id: object,
        label,
        box,
        closeUps: Object.fromEntries(
          ANGLES.map((angle) => [angle, closeUpPath(photos, object, angle)]),
        ),
        options: [...options],
        accepted: [accepted],
      },
    ],
  };
}
