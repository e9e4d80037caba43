import { startWorker } from "../../perception/start-worker.ts";
import type { Split } from "../benchmark/plan.ts";
import { type RenderingOptions, renderDataset } from "../benchmark/render-dataset.ts";
import { PAIR_NAMES, type PairName } from "./draw-pair.ts";
import type { PairTruth, TwinsTruth } from "./twins-truth.ts";

export const TWINS_VERSION = "1.0.0";

export type PairJob = { readonly split: Split; readonly pair: PairName };

export type TwinsOptions = RenderingOptions & {
  readonly split: Split;
  /** Only these pairs. */
  readonly pairs?: readonly string[] | undefined;
};

/** Renders tidy-twins, a pair a job. Gives the digest of each pair's photos. */
export function renderTwins({
  split,
  pairs: wanted,
  ...rendering
}: TwinsOptions): Promise<ReadonlyMap<string, string>> {
  const pairs = PAIR_NAMES.filter(({ id }) => wanted?.includes(id) ?? true);
  return renderDataset<PairJob, PairTruth>({
    ...rendering,
    head: { name: split === "test" ? "tidy-twins" : `tidy-twins-${split}`, version: TWINS_VERSION },
    jobs: pairs.map((pair) => ({ split, pair })),
    idOf: ({ pair }) => pair.id,
    start: () => startWorker(import.meta.url, "./twins-worker"),
    truthOf: (found): TwinsTruth => ({ format: 1, split, pairs: [...found] }),
  });
}
