import { ANGLES, type Angle } from "../perception/photo.ts";
import { VERBS, type Verb } from "../perception/tidy-action.ts";
import { type Agreement, agreement } from "./agreement.ts";
import type { Dataset, DatasetObject } from "./dataset-format.ts";

/** What a dataset holds, counted. */
export type DatasetStatistics = {
  readonly name: string;
  readonly surfaces: number;
  readonly objects: number;
  /** Files that are named; one may serve several objects. */
  readonly photos: number;
  readonly closeUps: Readonly<Record<Angle, number>>;
  readonly withBox: number;
  readonly withOptions: number;
  readonly options: number;
  readonly verbs: Readonly<Partial<Record<Verb, number>>>;
  /** Objects that scoring can use, and those of them where no option is right. */
  readonly withAccepted: number;
  readonly acceptedNone: number;
  readonly withVotes: number;
  readonly votes: number;
  /** On which option, by its number; and on what to do, by the option's verb. */
  readonly agreement: { readonly onOption: Agreement; readonly onVerb: Agreement };
};

/** Counts and agreement of a dataset; the seed is that of the bootstrap. */
export function datasetStatistics({ name, surfaces }: Dataset, seed = 1): DatasetStatistics {
  const objects = surfaces.flatMap((surface) => surface.objects);
  const options = objects.flatMap((object) => object.options ?? []);
  const count = (holds: (object: DatasetObject) => boolean) => objects.filter(holds).length;
  const photos = new Set([
    ...surfaces.map(({ scene }) => scene),
    ...objects.flatMap(({ closeUps }) => Object.values(closeUps)),
  ]);
  const counted = <T extends string>(words: readonly T[], of: (word: T) => number) =>
    Object.fromEntries(words.map((word) => [word, of(word)])) as Record<T, number>;
  const verbs = VERBS.filter((verb) => options.some((option) => option.verb === verb));
  const votesOf = ({ votes = [] }: DatasetObject) => votes;
  const verbOf = (object: DatasetObject, vote: number | "none") =>
    vote === "none" ? "none" : (object.options?.[vote - 1]?.verb ?? "none");
  return {
    name,
    surfaces: surfaces.length,
    objects: objects.length,
    photos: photos.size,
    closeUps: counted(ANGLES, (angle) => count((it) => it.closeUps[angle] !== undefined)),
    withBox: count((it) => it.box !== undefined),
    withOptions: count((it) => it.options !== undefined),
    options: options.length,
    verbs: counted(verbs, (verb) => options.filter((it) => it.verb === verb).length),
    withAccepted: count((it) => it.accepted !== undefined),
    acceptedNone: count((it) => it.accepted === "none"),
    withVotes: count((it) => votesOf(it).length > 0),
    votes: objects.reduce((sum, it) => sum + votesOf(it).length, 0),
    agreement: {
      onOption: agreement(objects.map(votesOf), seed),
      onVerb: agreement(
        objects.map((it) => votesOf(it).map((vote) => verbOf(it, vote))),
        seed,
      ),
    },
  };
}
