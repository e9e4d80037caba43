import type { Key } from "../../datasets/key.ts";
import { scoreDecisions } from "../../sim/scoring.ts";
import type { World } from "../../sim/world.ts";
import type { RunRecord } from "../record.ts";
import type { Score } from "../report/score.ts";

/** Compares a run's final decisions with the authored key, as they were proposed. */
export function scoreSimulated(world: World, record: RunRecord, key: Key): Score {
  const proposed = record.objects.flatMap(({ object, decision }) =>
    decision === undefined
      ? []
      : [
          {
            objectId: object.id,
            verb: decision.action.verb,
            ...(object.position && { position: object.position }),
          },
        ],
  );
  const { appropriate, of, ghosts, objects } = scoreDecisions(world, proposed, key);
  return {
    appropriate,
    of,
    ghosts: ghosts.length,
    objects: objects.map(({ kind, state, accepted, right, decided }) => ({
      ...(decided && { objectId: decided.objectId }),
      kind,
      state,
      accepted: [...accepted],
      right,
    })),
  };
}
