import { apple } from "./kinds/apple.ts";
import { banana } from "./kinds/banana.ts";
import { blocks } from "./kinds/blocks.ts";
import { book } from "./kinds/book.ts";
import { bowl } from "./kinds/bowl.ts";
import { brickModel } from "./kinds/brick-model.ts";
import { cable } from "./kinds/cable.ts";
import { can } from "./kinds/can.ts";
import { cup } from "./kinds/cup.ts";
import { glass } from "./kinds/glass.ts";
import { headphoneCase } from "./kinds/headphone-case.ts";
import type { Kind } from "./kinds/kind.ts";
import { knitting } from "./kinds/knitting.ts";
import { laptop } from "./kinds/laptop.ts";
import { letter } from "./kinds/letter.ts";
import { notebook } from "./kinds/notebook.ts";
import { pillBottle } from "./kinds/pill-bottle.ts";
import { plate } from "./kinds/plate.ts";
import { remoteControl } from "./kinds/remote-control.ts";
import { soapDish } from "./kinds/soap-dish.ts";
import { takeawayBox } from "./kinds/takeaway-box.ts";
import { trainTrack } from "./kinds/train-track.ts";

/** Every kind of the key that agents are told of. */
export const ALL_KINDS: readonly Kind[] = [
  cup,
  glass,
  plate,
  bowl,
  takeawayBox,
  apple,
  banana,
  can,
  book,
  notebook,
  letter,
  laptop,
  cable,
  headphoneCase,
  brickModel,
  blocks,
  trainTrack,
  pillBottle,
  soapDish,
];

/** Kinds that no agent is told about and no model is trained on; found on test surfaces only. */
export const UNSEEN_KINDS: readonly Kind[] = [remoteControl, knitting];
