import { acceptedVerbs, loadKey } from "../../datasets/key.ts";
import { ANGLES } from "../../perception/photo.ts";
import { type ArrangedSurface, photographable } from "../benchmark/arrange.ts";
import { openFrom } from "../benchmark/observe.ts";
import { optionInState, optionsOf, otherOptions } from "../benchmark/options.ts";
import { shuffled } from "../benchmark/plan.ts";
import { extentOf, lookOf } from "../exemplar.ts";
import { standClear } from "../layout.ts";
import type { Random } from "../random.ts";
import { drawLight } from "../setting.ts";
import { drawSituation, kindNamed, type World, type WorldObject } from "../world.ts";
import type { Asked, LookChange, MakeTwins, Twins } from "./twin.ts";

const OPTIONS = 5;
const MOST_SITUATIONS = 200;

/** Whether some close-up leaves no doubt of the state: else nobody could be right for a reason. */
export const isTold = ({ surface, index }: Asked): boolean =>
  ANGLES.some((angle) => openFrom(surface, index, angle).length === 0);

/** The same photos; what is told of the people makes something else right. */
export const situationTwins: MakeTwins = (asked, random) => {
  const key = loadKey();
  const { kind, state } = objectOf(asked);
  for (let i = 0; i < MOST_SITUATIONS; i++) {
    const situations = [drawSituation(random, key), drawSituation(random, key)] as const;
    const [here, there] = situations;
    const truths = [
      optionInState(key, kind, state, here),
      optionInState(key, kind, state, there),
    ] as const;
    if (acceptedVerbs(key, kind, state, here).includes(truths[1].verb)) continue;
    if (acceptedVerbs(key, kind, state, there).includes(truths[0].verb)) continue;
    const others = otherOptions(key, kind, [state], here, random);
    const { options, accepted } = mixed(truths, others, random);
    return {
      options,
      twins: [
        { ...asked, situation: here, accepted: accepted[0] },
        { ...asked, situation: there, accepted: accepted[1] },
      ],
    };
  }
  return undefined;
};

/** Another state in the same place: the scene photo does not tell, some close-up does, and the answer is another. */
export const stateTwins: MakeTwins = (asked, random) => {
  const key = loadKey();
  const { kind, state } = objectOf(asked);
  const { situation } = asked.surface.drawn.world;
  const accepts = (of: string) => acceptedVerbs(key, kind, of, situation);
  const inState = (of: string) => optionInState(key, kind, of, situation);
  for (const other of shuffled(random, hiddenFromScene(asked))) {
    if (accepts(state).includes(inState(other).verb)) continue;
    if (accepts(other).includes(inState(state).verb)) continue;
    const twin = changed(asked, (object) => ({ ...object, state: other }));
    if (twin === undefined || !hiddenFromScene(twin).includes(state) || !isTold(twin)) continue;
    const others = otherOptions(key, kind, [state, other], situation, random);
    const { options, accepted } = mixed([inState(state), inState(other)], others, random);
    return {
      options,
      twins: [
        { ...asked, situation, accepted: accepted[0] },
        { ...twin, situation, accepted: accepted[1] },
      ],
    };
  }
  return undefined;
};

/** Another colour, light or turn, and the same state: nothing else becomes right. */
export const lookTwins =
  (change: LookChange): MakeTwins =>
  (asked, random) => {
    const { situation } = asked.surface.drawn.world;
    const twin = CHANGED[change](asked, random);
    if (twin === undefined || !isTold(twin)) return undefined;
    const { kind, state } = objectOf(asked);
    const { options, accepted } = optionsOf(
      { kind, state, noneFits: false },
      situation,
      loadKey(),
      random,
    );
    if (accepted === "none") return undefined;
    const [right] = accepted;
    return {
      options,
      twins: [
        { ...asked, situation, accepted: right! },
        { ...twin, situation, accepted: right! },
      ],
    };
  };

const CHANGED: Readonly<Record<LookChange, (asked: Asked, random: Random) => Asked | undefined>> = {
  colour: (asked, random) => {
    const { kind: name, state, lookSeed } = objectOf(asked);
    const kind = kindNamed(name);
    const colourOf = (seed: number) =>
      kind.colourName(lookOf(kind, { kind: name, lookSeed: seed, stateSeed: 0 }), state);
    const seed = random.below(4294967296);
    if (colourOf(seed) === colourOf(lookSeed)) return undefined;
    return changed(asked, (object) => {
      const recoloured = { ...object, lookSeed: seed };
      return { ...recoloured, extent: extentOf(kind, recoloured) };
    });
  },
  light: ({ surface, index }, random) => {
    const world = { ...surface.drawn.world, light: drawLight(random) };
    return again(world, surface, index);
  },
  yaw: (asked, random) => {
    const by = random.between(0.6, 2 * Math.PI - 0.6);
    return changed(asked, (object) => ({ ...object, yawRad: object.yawRad + by }));
  },
};

const hiddenFromScene = ({ surface, index }: Asked) => openFrom(surface, index, "scene");

const objectOf = ({ surface, index }: Asked): WorldObject => surface.drawn.world.objects[index]!;

/** The surface with the one object changed, where it can still be put and photographed there. */
function changed(
  { surface, index }: Asked,
  change: (object: WorldObject) => WorldObject,
): Asked | undefined {
  const { world } = surface.drawn;
  const objects = world.objects.map((object, i) => (i === index ? change(object) : object));
  return again({ ...world, objects }, surface, index);
}

function again(world: World, { attempt }: ArrangedSurface, index: number): Asked | undefined {
  if (!standClear([...world.objects, ...world.clutter])) return undefined;
  const surface = photographable(world, attempt);
  return surface && { surface, index };
}

type Option = Twins["options"][number];

/** Both truths among others, in an order of chance, and their numbers. */
function mixed(
  truths: readonly [Option, Option],
  others: readonly Option[],
  random: Random,
): { readonly options: Option[]; readonly accepted: readonly [number, number] } {
  const options = [...shuffled(random, [...truths, ...others].slice(0, OPTIONS))];
  const numberOf = (option: Option) => options.indexOf(option) + 1;
  return { options, accepted: [numberOf(truths[0]), numberOf(truths[1])] };
}
