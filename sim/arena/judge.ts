import type { DatasetObject, DatasetSurface } from "../../datasets/dataset-format.ts";
import type { Pose } from "../../perception/geometry/pose.ts";
import { groupOfTruth, type SurfaceTruth } from "../benchmark/truth.ts";
import type { World } from "../world.ts";
import { lookedAt } from "./looked-at.ts";
import type { ArenaDecision } from "./messages.ts";

/** A surface of the benchmark: how it is, what is told of it, and what is true and right. */
export type ArenaSurface = {
  readonly world: World;
  readonly surface: DatasetSurface;
  readonly truth: SurfaceTruth;
};

/** One object, what was decided about it, and whether the dataset accepts that. */
export type JudgedObject = {
  readonly kind: string;
  readonly state: string;
  readonly group: ReturnType<typeof groupOfTruth>;
  /** Numbers of options, or `none`. */
  readonly accepted: string[];
  /** Absent where nothing was decided. */
  readonly option?: ArenaDecision["option"];
  /** Of that option; `none` where none was chosen. */
  readonly verb?: string;
  readonly probability?: number;
  readonly looks: number;
  readonly right: boolean;
};

/** Scores decisions by what the dataset accepts; `looks` is where the camera was brought to meanwhile. */
export function judge(
  { world, surface, truth }: ArenaSurface,
  decisions: readonly ArenaDecision[],
  looks: readonly Pose[],
): readonly JudgedObject[] {
  const looked = looks.map((pose) => lookedAt(pose, world));
  return surface.objects.map(({ id, accepted, options = [] }, i): JudgedObject => {
    const known = truth.objects[i]!;
    const decision = decisions.find(({ object }) => object === id);
    const { option, probability } = decision ?? {};
    const verb = option === "none" ? option : options[(option ?? 0) - 1]?.verb;
    return {
      kind: known.kind,
      state: known.state,
      group: groupOfTruth(known),
      accepted: Array.isArray(accepted) ? accepted.map(String) : ["none"],
      ...(option !== undefined && { option }),
      ...(verb !== undefined && { verb }),
      ...(probability !== undefined && { probability }),
      looks: looked.filter((it) => it === id).length,
      right: option !== undefined && accepts(accepted, option),
    };
  });
}

const accepts = (accepted: DatasetObject["accepted"], option: ArenaDecision["option"]): boolean =>
  option === "none" ? accepted === "none" : Array.isArray(accepted) && accepted.includes(option);
