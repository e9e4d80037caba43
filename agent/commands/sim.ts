import { once } from "node:events";
import { Command, Option } from "commander";
import type { Situation } from "../../perception/situation.ts";
import { FAULT_KINDS, parseFaults } from "../../sim/faults/fault-plan.ts";
import { SIMULATED_MOVERS } from "../../sim/mover-profile.ts";
import { PLACES } from "../../sim/scenes/world-named.ts";
import type { Edge } from "./edge.ts";
import { parseSituation, positiveNumber, wholeNumber } from "./parse-options.ts";
import { withFaults } from "./sim-faults.ts";
import { profileFile } from "./sim-profile.ts";
import { type Served, type SimOptions, serveReplay, serveScene } from "./sim-robots.ts";

type Options = Omit<SimOptions, "dialect"> & {
  scene: string;
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
    .description("a simulated robot alone: a rosbridge at ws://127.0.0.1, until Ctrl-C")
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
    .action((options: Options) => serve(options, edge.signal));

async function serve(options: Options, signal: AbortSignal): Promise<void> {
  const { ros, faults, port, replay, mover } = options;
  const dialect = ros === "2" ? "ros2" : "ros1";
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
  { mover, profile: kept }: Options,
  signal: AbortSignal,
): Promise<void> {
  // An agent knows the robot that is moved by an action by itself; any other needs a profile.
  const isKnown = kept === undefined && mover === "action";
  const file = isKnown ? undefined : await profileFile(profile, kept);
  try {
    const told = file === undefined ? [] : [`its profile is ${file.path}`];
    const lines = [...about, ...told, runOn(file?.word ?? profile.url)];
    for (const text of lines) process.stdout.write(`${text}\n`);
    if (!signal.aborted) await once(signal, "abort");
  } finally {
    await file?.remove();
  }
}
