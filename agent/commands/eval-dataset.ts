import type { DatasetSurface } from "../../datasets/dataset-format.ts";
import { datasetRobot } from "../../datasets/dataset-robot.ts";
import { type DatasetOnPaper, surfaceToldFrom, withPhotos } from "../../datasets/load-dataset.ts";
import type { Surface } from "../../perception/surface.ts";
import { VERBS } from "../../perception/tidy-action.ts";
import { TidyError } from "../../perception/tidy-error.ts";
import { embeddedReasoner } from "../../planner/embedded-reasoner.ts";
import { optionId } from "../../planner/hypotheses-from-options.ts";
import { NONE_OF_THESE } from "../../planner/hypothesis.ts";
import type { Norms } from "../../planner/norms.ts";
import { decideKnowing } from "../../planner/policies/oracle.ts";
import { dryRun } from "../consent.ts";
import type { EvaluatedSurface } from "../evaluation/evaluate.ts";
import {
  type AnsweredObject,
  answersOf,
  type ChosenOption,
  isAnswered,
  judgeOption,
  type TrueObject,
} from "../evaluation/judge-options.ts";
import type { Judged, Sample } from "../evaluation/results.ts";
import { memoryJournal } from "../journal.ts";
import type { Models } from "../models.ts";
import { policyNamed } from "../policies.ts";
import { type Outcome, tidy } from "../tidy.ts";

/** What methods run with, shared by all surfaces. */
type Shared = {
  readonly norms: Norms;
  readonly models: Models;
  /** Most close-ups of one run. */
  readonly budget: number;
};

/** What is true of a surface's object, by their ids. */
export type TruthOf = (surfaceId: string, objectId: string) => TrueObject | undefined;

/** How long a model's server that went away is waited for. */
const PATIENCE_MS = 10_000;

/** What a dataset's surface is called among all that are evaluated. */
export const nameOfSurface = ({ dataset }: DatasetOnPaper, surfaceId: string): string =>
  `${dataset.name}/${surfaceId}`;

/** The methods that make sense on it: without a close-up there are no views to take all of. */
export const methodsFor = (
  { dataset }: DatasetOnPaper,
  methods: readonly string[],
): readonly string[] => {
  const closeUps = dataset.surfaces.flatMap(({ objects }) =>
    objects.flatMap((object) => Object.keys(object.closeUps)),
  );
  return methods.filter((method) => method !== "all-views" || closeUps.length > 0);
};

/** Refuses, in one line, what cannot be scored, and methods that make no sense on it. */
export function checkScorable(
  onPaper: DatasetOnPaper,
  methods: readonly string[],
  truthOf?: TruthOf,
): void {
  const refuse = (why: string) => {
    throw new TidyError("bad-input", `${onPaper.folder}: ${why}`);
  };
  const answered = onPaper.dataset.surfaces.flatMap(({ id, objects }) =>
    objects.filter(isAnswered).map((object) => [id, object.id] as const),
  );
  if (answered.length === 0) refuse("no object has options and accepted answers to score by");
  const sensible = methodsFor(onPaper, methods);
  const senseless = methods.find((method) => !sensible.includes(method));
  if (senseless !== undefined) refuse(`has no close-ups, so ${senseless} makes no sense on it`);
  const strange = truthOf && answered.find((ids) => truthOf(...ids) === undefined);
  if (strange) refuse(`the truth beside it says nothing of ${strange.join("/")}`);
}

/** Each surface of a dataset, run as `tactful run` runs it, then held against its accepted answers. */
export const datasetSurfaces = (
  onPaper: DatasetOnPaper,
  shared: Shared,
  truthOf?: TruthOf,
): readonly EvaluatedSurface[] =>
  onPaper.dataset.surfaces.map((surface) => datasetSurface(onPaper, surface, shared, truthOf));

function datasetSurface(
  onPaper: DatasetOnPaper,
  surface: DatasetSurface,
  shared: Shared,
  truthOf?: TruthOf,
): EvaluatedSurface {
  const name = nameOfSurface(onPaper, surface.id);
  const answered = surface.objects.filter(isAnswered);
  const unscored = surface.objects.length - answered.length;
  const judged = async (method: string, signal: AbortSignal): Promise<Judged[] | undefined> => {
    // Looking and asking may cost money, and would come to nothing.
    if (answered.length === 0) return [];
    const loaded = await withPhotos(onPaper, { only: surface.id });
    const truth = (object: AnsweredObject) => truthOf?.(surface.id, object.id);
    if (method === "oracle") {
      const told = surfaceToldFrom(loaded, surface.id);
      return Promise.all(
        answered.map((object) => judgedKnowing(object, told, shared, truth(object))),
      );
    }
    const robot = datasetRobot(loaded, surface.id);
    const { ended, error, record } = await run(robot, surface, method, shared, signal);
    if (ended === "interrupted") return undefined;
    if (ended !== "done") throw error;
    return answered.map((object) => {
      const decided = record.objects.find((it) => it.object.id === object.id);
      return judgeOption(object, decided ?? { looks: [] }, truth(object));
    });
  };
  return {
    name,
    async sample(method, iteration, signal): Promise<Sample | undefined> {
      const started = performance.now();
      const result = await judged(method, signal).then(
        (objects) => objects && { objects },
        (error: unknown) => {
          if (!(error instanceof TidyError)) throw error;
          return { objects: [], failed: error.message };
        },
      );
      if (result === undefined) return undefined;
      const seconds = (performance.now() - started) / 1000;
      const of = { method, surface: name, iteration, ghosts: 0 };
      return { ...of, ...(unscored > 0 && { unscored }), ...result, seconds };
    },
    close: async () => {},
  };
}

/** The loop on one surface; nothing of what is accepted goes in. */
const run = (
  robot: ReturnType<typeof datasetRobot>,
  { instruction, situation }: DatasetSurface,
  method: string,
  { norms, models, budget }: Shared,
  signal: AbortSignal,
): Promise<Outcome> =>
  tidy({
    told: { instruction, situation },
    robot,
    ...models,
    policy: policyNamed(method, norms.costs),
    costs: norms.costs,
    budget,
    consent: dryRun,
    journal: memoryJournal(),
    patienceMs: PATIENCE_MS,
    signal,
  });

/**
 * What the agent's norms would have it do, were it told the state of an accepted option: whatever options
 * say the same of it, the norms and the situation choose among them. Of several accepted, the best.
 */
async function judgedKnowing(
  object: AnsweredObject,
  surface: Surface,
  { norms, models }: Shared,
  truth: TrueObject | undefined,
): Promise<Judged> {
  const told = surface.objects.find(({ id }) => id === object.id)!;
  const hypotheses = await embeddedReasoner(norms).propose(told, { surface, description: "" });
  const { likelihoods } = models.vision;
  const run = { surface, angles: [], skills: VERBS, likelihoods, objects: [], budget: 0 };
  const judged = answersOf(object).map((answer) => {
    const decision = decideKnowing(ofSameState(object, answer), told, hypotheses, run, norms.costs);
    return judgeOption(object, { decision, looks: [] }, truth);
  });
  return judged.find(({ right }) => right) ?? judged[0]!;
}

/** The hypotheses that say of an object's state what an answer says. */
const ofSameState = ({ options }: AnsweredObject, answer: ChosenOption): readonly string[] =>
  answer === "none"
    ? [NONE_OF_THESE]
    : options.flatMap(({ state }, index) =>
        state === options[answer - 1]!.state ? [optionId(index)] : [],
      );
