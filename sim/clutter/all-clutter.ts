import type { Clutter } from "./clutter.ts";

/** What stands about, 4 cm high or more. */
export const PROPS: readonly Clutter[] = [];
/** What lies about, flat and small. */
export const LITTER: readonly Clutter[] = [];
/** All that is built. */
export const CLUTTER: readonly Clutter[] = [...PROPS, ...LITTER];
