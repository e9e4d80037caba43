import { once } from "node:events";
import { Command, Option } from "commander";
import type { Situation } from "../../perception/situation.ts";
import { TidyError } from "../../perception/tidy-error.ts";
import { SPLITS, type Split } from "../../sim/benchmark/plan.ts";
import { FAULT_KINDS, parseFaults } from "../../sim/faults/fault-plan.ts";
import { SIMULATED_MOVERS } from "../../sim/mover-profile.ts";
import { PLACES } from "../../sim/scenes/world-named.ts";
import type { Edge } from "./edge.ts";
import { idList, ownName, parseSituation, positiveNumber, wholeNumber } from "./parse-options.ts";
import { type BenchOptions, serveBench } from "./sim-bench.ts";
import { withFaults } from "./sim-faults.ts";
import { toldProfile } from "./sim-profile.ts";
import { type Served, type SimOptions, serveReplay, serveScene } from "./sim-robots.ts";

type Options = Omit<SimOptions, "dialect"> & {
  scene: string;
  bench?: Split;
  surfaces?: readonly string[];
  agent?: string;
  out?: string;
  resume?: boolean;
  json?: boolean;
  replay?: string;
  surface?: string;
  writeObjects?: string;
  ros: "1" | "2";
  situation?: Situation;
  /** Where its profile is to be written. */
  profile?: string;
  faults?: string;
};

/** `tactful sim`: a robot that is not there, for any program that speaks rosbridge. */
export const simCommand = (edge: Edge): Command =>
  new Command("sim")
    .description(
      "a simulated robot alone: a rosbridge at ws://127.0.0.1, until Ctrl-C; or, with --bench, the arena: " +
        "the benchmark's surfaces one after the other, for any program to decide",
    )
    .option(
      "--scene <surface>",
      `a rendered surface: a seed, or <place>, or <place>:<seed>; places are ${PLACES.join(", ")}`,
      "7",
    )
    .option("--situation <facts>", "another situation than drawn", parseSituation)
    .addOption(
      new Option(
        "--replay <dataset>",
        "instead, the photographs of a dataset: each is served from where it is taken to be taken",
      ).conflicts("situation"),
    )
    .option("--surface <id>", "which surface of the dataset, where it has several")
    .option("--write-objects <file>", "write what run --objects needs to know of that dataset")
    .addOption(
      new Option("--bench <split>", "instead, the surfaces of a split of the benchmark, in turn")
        .choices([...SPLITS])
        .conflicts(["scene", "situation", "replay", "surface", "writeObjects", "faults"]),
    )
    .option("--surfaces <ids>", "bench: only these surfaces (desk-01,kitchen-02)", idList)
    .option(
      "--agent <name>",
      'bench: what the results call the agent (default: "outside")',
      ownName,
    )
    .option("--out <folder>", "bench: where results.json, results.csv and report.html go")
    .option("--resume", "bench: go on with what is in --out")
    .option("--json", "bench: print the results as one JSON document; all else goes to stderr")
    .option("--port <n>", "0 takes a free one", wholeNumber(0, 65_535), 9090)
    .option("--speed <factor>", "how much faster than a real arm", positiveNumber(1000), 8)
    .addOption(
      new Option("--ros <version>", "which ROS its bridge speaks").choices(["1", "2"]).default("1"),
    )
    .addOption(
      new Option("--mover <kind>", "how its camera is moved")
        .choices([...SIMULATED_MOVERS])
        .default("action"),
    )
    .option("--profile <file>", "write its robot.yaml there, and keep it")
    .option(
      "--faults <seed>",
      `what goes wrong on the way, by a seed; <seed>:<kind>,<kind> only these: ${FAULT_KINDS.join(", ")}`,
    )
    .action(async (options: Options) => {
      if (options.bench === undefined) await serve(forOneSurface(options), edge.signal);
      else edge.finish(await serveBench(forArena(options, options.bench), edge.signal));
    });

/** What belongs to the arena is not passed over in silence. */
function forOneSurface(options: Options): Options {
  const { surfaces, agent, out, resume, json } = options;
  const arenas = { surfaces, agent, out, resume, json };
  const given = Object.entries(arenas).find(([, value]) => value !== undefined);
  if (given !== undefined)
    throw new TidyError("bad-input", `--${given[0]} goes with --bench <split> alone`);
  return options;
}

function forArena({ agent = "outside", ros, ...options }: Options, bench: Split): BenchOptions {
  const { mover } = options;
  if (mover === "joints")
    throw new TidyError(
      "bad-input",
      "--mover joints: they are taught for one surface, and --bench has many; there are action, service, topic",
    );
  return { ...options, mover, agent, bench, dialect: dialectOf(ros) };
}

const dialectOf = (ros: Options["ros"]) => (ros === "2" ? "ros2" : "ros1");

async function serve(options: Options, signal: AbortSignal): Promise<void> {
  const { ros, faults, port, replay, mover } = options;
  const dialect = dialectOf(ros);
  const plan = faults === undefined ? undefined : parseFaults(faults, mover);
  // The line on which things go wrong has the port; the robot behind it takes a free one.
  const told = { ...options, dialect, port: plan === undefined ? port : 0 } as const;
  const robot: Served =
    replay === undefined ? await serveScene(told, signal) : await serveReplay(replay, told, signal);
  const line = plan === undefined ? robot : await withFaults(robot, plan, port);
  try {
    await tell(line, options, signal);
  } finally {
    await line.close();
  }
}

/** Says what is there and how to run on it, until told to stop. */
async function tell(
  { profile, about, runOn }: Served,
  options: Options,
  signal: AbortSignal,
): Promise<void> {
  const told = await toldProfile(profile, options);
  try {
    const lines = [...about, ...told.about, runOn(told.word)];
    for (const text of lines) process.stdout.write(`${text}\n`);
    if (!signal.aborted) await once(signal, "abort");
  } finally {
    await told.remove();
  }
}
