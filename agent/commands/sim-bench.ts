import { TidyError } from "../../perception/tidy-error.ts";
import { Arena } from "../../sim/arena/arena.ts";
import type { ArenaSurface } from "../../sim/arena/judge.ts";
import { ARENA_TOPICS, type Count } from "../../sim/arena/messages.ts";
import { prepared } from "../../sim/arena/prepare.ts";
import { benchmarkPlan, type PlannedSurface, type Split } from "../../sim/benchmark/plan.ts";
import { benchmarkName } from "../../sim/benchmark/render-benchmark.ts";
import type { PoseMover } from "../../sim/mover-profile.ts";
import { resultsOf, type Sample } from "../evaluation/results.ts";
import { openSampleLog, type SampleLog } from "../evaluation/sample-log.ts";
import { EXIT } from "./exit-codes.ts";
import { progressLine, shellWord, tellOnStderr } from "./output.ts";
import { mustBeOf } from "./parse-options.ts";
import { finishWith } from "./results-output.ts";
import { toldProfile } from "./sim-profile.ts";
import type { SimOptions } from "./sim-robots.ts";

export type BenchOptions = Pick<SimOptions, "port" | "speed" | "dialect"> & {
  readonly bench: Split;
  readonly mover: PoseMover;
  readonly surfaces?: readonly string[];
  /** What the results call whoever decides. */
  readonly agent: string;
  readonly out?: string;
  readonly resume?: boolean;
  readonly json?: boolean;
  /** Where the robot's profile is to be written. */
  readonly profile?: string;
};

/** What decides is out of our sight. */
const OUTSIDE = "outside";

/** `tactful sim --bench`: surface after surface for any program that speaks rosbridge, scored. */
export async function serveBench(options: BenchOptions, signal: AbortSignal): Promise<number> {
  const { bench, agent, out, surfaces: only } = options;
  mustBeOf(only, benchmarkPlan(bench), "--surfaces");
  const plans = benchmarkPlan(bench).filter(({ id }) => only?.includes(id) ?? true);
  if (options.resume === true && out === undefined)
    throw new TidyError("bad-input", "--resume goes on with what is in --out; name it");
  const log = await openSampleLog(out, options.resume === true);
  const strange = log.past.find(({ surface }) => !surface.startsWith(`${bench}/`));
  if (strange !== undefined)
    throw new TidyError("bad-input", `${out} holds ${strange.surface}, which is not of ${bench}`);
  const samples = [...log.past];
  const isDecided = ({ id }: PlannedSurface) =>
    samples.some((it) => it.method === agent && it.surface === `${bench}/${id}`);
  try {
    await play(plans, isDecided, { ...options, log, samples, signal });
  } catch (error) {
    if (!signal.aborted) throw error;
    const decided = plans.filter(isDecided).length;
    tellOnStderr(`\nstopped after ${decided} of ${plans.length} surfaces. ${goOnWith(options)}`);
    return EXIT.interrupted;
  }
  const results = resultsOf(
    {
      dataset: benchmarkName(bench),
      reasoner: OUTSIDE,
      vision: OUTSIDE,
      methods: [...new Set([...log.past.map(({ method }) => method), agent])],
      iterations: 1,
    },
    samples.toSorted((a, b) => a.surface.localeCompare(b.surface, "en", { numeric: true })),
  );
  await finishWith(results, options);
  return EXIT.done;
}

type Playing = BenchOptions & {
  readonly log: SampleLog;
  /** What is decided, added to. */
  readonly samples: Sample[];
  readonly signal: AbortSignal;
};

/** Has every surface decided that is not yet; each is in the log before its outcome is told. */
async function play(
  plans: readonly PlannedSurface[],
  isDecided: (plan: PlannedSurface) => boolean,
  playing: Playing,
): Promise<void> {
  const { agent, bench, log, samples, signal } = playing;
  const open = plans.filter((plan) => !isDecided(plan));
  const progress = progressLine();
  progress.show(`${plans.length - open.length} of ${plans.length} surfaces; laying out the next`);
  let opened: Opened | undefined;
  try {
    for await (const next of prepared(open, signal)) {
      signal.throwIfAborted();
      opened ??= await openArena(next, playing);
      const { id } = next.surface;
      const number = plans.findIndex((plan) => plan.id === id) + 1;
      const { objects, seconds } = await opened.arena.play(next, { number, of: plans.length });
      const sample: Sample = {
        method: agent,
        surface: `${bench}/${id}`,
        iteration: 1,
        objects: [...objects],
        ghosts: 0,
        seconds,
      };
      await log.append(sample);
      samples.push(sample);
      const outcome = { surface: id, number, of: plans.length, ...count([sample]) };
      opened.arena.tell(outcome);
      const mine = count(samples.filter((it) => it.method === agent));
      const done = `${plans.filter(isDecided).length} of ${plans.length} surfaces`;
      progress.show(`${done}, ${mine.right} of ${mine.objects} objects right`);
    }
    const mine = samples.filter((it) => it.method === agent);
    opened?.arena.end({ over: true, surfaces: mine.length, ...count(mine) });
  } finally {
    progress.clear();
    await opened?.close();
  }
}

const count = (samples: readonly Sample[]): Count => {
  const objects = samples.flatMap((it) => it.objects);
  return { right: objects.filter((it) => it.right).length, objects: objects.length };
};

type Opened = { readonly arena: Arena; readonly close: () => Promise<void> };

/** Opens the arena, and says where the robot and the topics are. */
async function openArena(first: ArenaSurface, options: Playing): Promise<Opened> {
  const { port, speed, dialect, mover, signal } = options;
  const arena = await Arena.open({
    first,
    port,
    speed,
    dialect,
    mover,
    onRefused: (surface, why) => tellOnStderr(`${surface}: refused: ${why}`),
    signal,
  });
  const profile = await toldProfile(arena.profile, options).catch(async (error: unknown) => {
    await arena.close();
    throw error;
  });
  const { url, mover: way } = arena.profile;
  const say = options.json
    ? tellOnStderr
    : (line: string) => void process.stdout.write(`${line}\n`);
  say(`a simulated robot listens at ${url}`);
  for (const line of profile.about) say(line);
  say(
    `its camera is moved by the ${way.kind} ${way.name}${"type" in way ? ` (${way.type})` : ""}; surfaces come on ${ARENA_TOPICS.surface}`,
  );
  say(
    `decisions go to ${ARENA_TOPICS.decisions}; what became of them comes on ${ARENA_TOPICS.outcome}`,
  );
  return {
    arena,
    close: async () => {
      await arena.close();
      await profile.remove();
    },
  };
}

/** How to go on; nothing is kept that has no folder. */
function goOnWith(options: BenchOptions): string {
  const { bench, surfaces, agent, out, port, speed, dialect, mover, json } = options;
  if (out === undefined) return "Nothing is kept; --out <folder> keeps it";
  const words = [
    ...["tactful", "sim", "--bench", bench],
    ...(surfaces === undefined ? [] : ["--surfaces", surfaces.join(",")]),
    ...["--agent", agent, "--port", String(port), "--speed", String(speed)],
    ...["--ros", dialect === "ros2" ? "2" : "1", "--mover", mover],
    ...(json ? ["--json"] : []),
    ...["--out", out, "--resume"],
  ];
  return `To go on: ${words.map(shellWord).join(" ")}`;
}
