import "../../perception/no-telemetry.ts";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { EYE_SIZE } from "../../perception/embedded/eye-input.ts";
import { lookAt } from "../../perception/embedded/eyes.ts";
import type { EyesFile } from "../../perception/embedded/models.ts";
import type { OnnxSession } from "../../perception/embedded/onnx-session.ts";
import { encodeTexts, MOST_WORDS } from "../../perception/embedded/tokens.ts";

/** Medians in milliseconds: one question about one picture, and three about one. */
export type Times = {
  readonly n: number;
  readonly oneAnswerMs: number;
  readonly bareOneMs: number;
  readonly threeAnswersMs: number;
  readonly bareThreeMs: number;
};

/** Times the eyes as they are used against a bare `session.run` on the same inputs, taking turns. */
export async function measureTime(
  folder: string,
  session: OnnxSession,
  file: EyesFile,
  picture: Uint8Array,
  texts: readonly string[],
  n: number,
): Promise<Times> {
  const bare = await InferenceSession.create(join(folder, "eyes.onnx"), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
  const places = new Map(file.vocabulary.map((word, i) => [word, i]));
  const bareRun = (asked: readonly string[]) =>
    bare.run({
      image: new Tensor("uint8", picture, [1, EYE_SIZE, EYE_SIZE, 3]),
      words: new Tensor("int32", encodeTexts(asked, places), [asked.length, MOST_WORDS]),
    });
  const ways = [
    () => lookAt(session, file, picture, texts.slice(0, 1)),
    () => bareRun(texts.slice(0, 1)),
    () => lookAt(session, file, picture, texts.slice(0, 3)),
    () => bareRun(texts.slice(0, 3)),
  ];
  const times = ways.map(() => [] as number[]);
  for (let i = -10; i < n; i++) {
    for (const [w, way] of ways.entries()) {
      const began = performance.now();
      await way();
      if (i >= 0) times[w]!.push(performance.now() - began);
    }
  }
  const [oneAnswerMs, bareOneMs, threeAnswersMs, bareThreeMs] = times.map(median);
  return {
    n,
    oneAnswerMs: oneAnswerMs!,
    bareOneMs: bareOneMs!,
    threeAnswersMs: threeAnswersMs!,
    bareThreeMs: bareThreeMs!,
  };
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
