import { workerData } from "node:worker_threads";
import type { StopFlag } from "../model-thread.ts";
import { answerInTurn, type Failed } from "./answer-in-turn.ts";
import type { HfModel } from "./hf-model.ts";
import type { Picture } from "./picture.ts";
import { type Found, openZeroShot, type ZeroShot } from "./zero-shot.ts";

/** What the thread is asked: where on the picture is what each text names? */
export type ZeroShotTask = {
  readonly picture: Picture;
  readonly texts: readonly string[];
  readonly stop: StopFlag;
};

type Said = { readonly kind: "found"; readonly found: readonly Found[] };

/** What it says. */
export type ZeroShotReply = { readonly id: number } & (Said | Failed);

const { model } = workerData.data as { model: HfModel };

answerInTurn<ZeroShot, ZeroShotTask, Said>(
  openZeroShot(model),
  async (zeroShot, { picture, texts }, stopped) => ({
    kind: "found",
    found: await zeroShot.find(picture, texts, stopped),
  }),
);
