import { apple } from "./kinds/apple.ts";
import { book } from "./kinds/book.ts";
import { bowl } from "./kinds/bowl.ts";
import { brickModel } from "./kinds/brick-model.ts";
import { cable } from "./kinds/cable.ts";
import { can } from "./kinds/can.ts";
import { cup } from "./kinds/cup.ts";
import type { Kind } from "./kinds/kind.ts";
import { laptop } from "./kinds/laptop.ts";
import { letter } from "./kinds/letter.ts";
import { pillBottle } from "./kinds/pill-bottle.ts";
import { plate } from "./kinds/plate.ts";
import { takeawayBox } from "./kinds/takeaway-box.ts";

/** Every kind of the key that agents are told of. */
export const ALL_KINDS: readonly Kind[] = [
  cup,
  bowl,
  plate,
  can,
  apple,
  pillBottle,
  takeawayBox,
  book,
  letter,
  laptop,
  cable,
  brickModel,
];

/** Kinds that no agent is told about and no model is trained on; found on test surfaces only. */
export const UNSEEN_KINDS: readonly Kind[] = [];
