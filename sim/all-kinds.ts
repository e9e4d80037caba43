import { apple } from "./kinds/apple.ts";
import { banana } from "./kinds/banana.ts";
import { blocks } from "./kinds/blocks.ts";
import { book } from "./kinds/book.ts";
import { bowl } from "./kinds/bowl.ts";
import { brickModel } from "./kinds/brick-model.ts";
import { cable } from "./kinds/cable.ts";
import { cakeCover } from "./kinds/cake-cover.ts";
import { can } from "./kinds/can.ts";
import { candle } from "./kinds/candle.ts";
import { cloth } from "./kinds/cloth.ts";
import { cup } from "./kinds/cup.ts";
import { glass } from "./kinds/glass.ts";
import { glassesCase } from "./kinds/glasses-case.ts";
import { headphoneCase } from "./kinds/headphone-case.ts";
import { jigsaw } from "./kinds/jigsaw.ts";
import type { Kind } from "./kinds/kind.ts";
import { knitting } from "./kinds/knitting.ts";
import { laptop } from "./kinds/laptop.ts";
import { letter } from "./kinds/letter.ts";
import { marker } from "./kinds/marker.ts";
import { notebook } from "./kinds/notebook.ts";
import { papers } from "./kinds/papers.ts";
import { phone } from "./kinds/phone.ts";
import { pillBottle } from "./kinds/pill-bottle.ts";
import { plant } from "./kinds/plant.ts";
import { plate } from "./kinds/plate.ts";
import { remoteControl } from "./kinds/remote-control.ts";
import { sampleTube } from "./kinds/sample-tube.ts";
import { snackBag } from "./kinds/snack-bag.ts";
import { soapDish } from "./kinds/soap-dish.ts";
import { takeawayBox } from "./kinds/takeaway-box.ts";
import { toolbox } from "./kinds/toolbox.ts";
import { toothbrushMug } from "./kinds/toothbrush-mug.ts";
import { trainTrack } from "./kinds/train-track.ts";
import { waterBottle } from "./kinds/water-bottle.ts";

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
  waterBottle,
  snackBag,
  book,
  notebook,
  letter,
  papers,
  laptop,
  phone,
  cable,
  headphoneCase,
  marker,
  brickModel,
  blocks,
  trainTrack,
  jigsaw,
  pillBottle,
  toothbrushMug,
  soapDish,
  cloth,
  candle,
  plant,
];

/** Kinds that no agent is told about and no model is trained on; found on test surfaces only. */
export const UNSEEN_KINDS: readonly Kind[] = [
  remoteControl,
  knitting,
  cakeCover,
  glassesCase,
  toolbox,
  sampleTube,
];
