import type { CallOptions } from "../call-options.ts";
import type { Reply } from "../question.ts";
import { EYE_SIZE } from "./eye-input.ts";
import type { EyesFile } from "./models.ts";
import type { OnnxSession } from "./onnx-session.ts";
import { encodeTexts, MOST_WORDS } from "./tokens.ts";

/** What the eyes made of one picture. */
export type Look = {
  /** One a text, in order. */
  readonly replies: readonly Reply[];
  /** A line on what the picture shows. */
  readonly caption: string;
  /** The likeliest kind; absent where the picture is strange. */
  readonly kind?: string;
  /** How likely that kind is, 0..1. */
  readonly kindShare: number;
  /** Whether the picture is unlike all that the eyes learnt from: every reply is then unknown. */
  readonly strange: boolean;
};

/** The reply to any question about a picture that these eyes cannot judge. */
export const NOTHING_KNOWN: Reply = { yes: 0.01, no: 0.01, unknown: 0.98 };

/** Runs the eyes on a picture cut by `eyeInput`, with the questions' texts. */
export async function lookAt(
  session: OnnxSession,
  file: EyesFile,
  picture: Uint8Array,
  texts: readonly string[],
  options: CallOptions = {},
): Promise<Look> {
  const asked = texts.length > 0 ? texts : [""];
  const { replies, kinds, caption, strangeness } = await session.run(
    {
      image: { type: "uint8", data: picture, dims: [1, EYE_SIZE, EYE_SIZE, 3] },
      words: {
        type: "int32",
        data: encodeTexts(asked, placesOf(file)),
        dims: [asked.length, MOST_WORDS],
      },
    },
    options,
  );
  const best = indexOfMost(Array.from(kinds!.data).slice(0, file.kinds.length));
  const strange = file.strangenessLimits.some((limit, i) => strangeness!.data[i]! > limit);
  const logits = replies!.data;
  return {
    replies: texts.map((_, i) =>
      strange ? NOTHING_KNOWN : replyOf(logits.slice(3 * i, 3 * i + 3), file),
    ),
    caption: captionOf(caption!.data, file.captionWords),
    ...(strange ? {} : { kind: file.kinds[best]! }),
    kindShare: shareOfMost(kinds!.data, best),
    strange,
  };
}

const places = new WeakMap<EyesFile, ReadonlyMap<string, number>>();

function placesOf(file: EyesFile): ReadonlyMap<string, number> {
  const known = places.get(file) ?? new Map(file.vocabulary.map((word, i) => [word, i]));
  places.set(file, known);
  return known;
}

function replyOf(logits: ArrayLike<number>, { temperature, bias }: EyesFile): Reply {
  const scaled = [bias.yes, bias.no, bias.unknown].map((b, i) => logits[i]! / temperature + b);
  const most = Math.max(...scaled);
  const [yes, no, unknown] = scaled.map((z) => Math.exp(z - most));
  const sum = yes! + no! + unknown!;
  return { yes: yes! / sum, no: no! / sum, unknown: unknown! / sum };
}

function shareOfMost(logits: ArrayLike<number>, best: number): number {
  return 1 / Array.from(logits, (z) => Math.exp(z - logits[best]!)).reduce((sum, z) => sum + z, 0);
}

function indexOfMost(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

function captionOf(numbers: ArrayLike<number>, words: readonly string[]): string {
  const all = Array.from(numbers);
  const end = all.indexOf(0);
  const spoken = (end < 0 ? all : all.slice(0, end)).map((number) => words[number]);
  return spoken.join(" ").replaceAll(" ,", ",");
}
