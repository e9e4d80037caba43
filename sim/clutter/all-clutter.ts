import { ANY_OBJECTS } from "./any-object.ts";
import { CLOCKS } from "./clocks.ts";
import type { Clutter } from "./clutter.ts";
import { DESK_PROPS } from "./desk-props.ts";
import { HOME_PROPS } from "./home-props.ts";
import { LITTER } from "./litter.ts";
import { MACHINES } from "./machines.ts";
import { ORNAMENTS } from "./ornaments.ts";
import { rolledBelt } from "./rolled-belt.ts";
import { SCENERY } from "./scenery.ts";
import { TIMERS } from "./timers.ts";

export { LITTER } from "./litter.ts";

/** What stands about: 4 to 24 cm high, up to about 20 cm across. */
export const PROPS: readonly Clutter[] = [
  ...DESK_PROPS,
  ...MACHINES,
  ...CLOCKS,
  ...TIMERS,
  ...HOME_PROPS,
  rolledBelt,
  ...ORNAMENTS,
  ...ANY_OBJECTS,
];

/** All that is built. */
export const CLUTTER: readonly Clutter[] = [...PROPS, ...LITTER, ...SCENERY];
