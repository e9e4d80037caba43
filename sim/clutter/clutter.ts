import type { Part } from "../kinds/kind.ts";
import type { Random } from "../random.ts";

/**
 * A thing that is no object of the key: nobody asks what is to be done with it. It stands about, hides
 * what is behind it, and says nothing of any object's state.
 */
export type Clutter = {
  readonly name: string;
  /** In its own frame, as a kind of thing is built: z up, stands on z = 0, metres. */
  readonly build: (random: Random) => readonly Part[];
};
