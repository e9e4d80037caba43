import { once } from "node:events";
import { Command, Option } from "commander";
import type { Situation } from "../../perception/situation.ts";
import { FAULT_KINDS } from "../../sim/faults/fault-plan.ts";
import { SIMULATED_MOVERS } from "../../sim/mover-profile.ts";
import type { Edge } from "./edge.ts";
import { parseSituation, positiveNumber, wholeNumber } from "./parse-options.ts";
import { withFaults } from "./sim-faults.ts";
import { type Served, type SimOptions, serveReplay, serveScene } from "./sim-robots.ts";

type Options = Omit<SimOptions, "dialect"> & {
  scene: string;
  replay?: string;
  surface?: string;
  writeObjects?: string;
  ros: "1" | "2";
  situation?: Situation;
  faults?: string;
};

/** `tactful sim`: a robot that is not there, for any program that speaks rosbridge. */
export const simCommand = (edge: Edge): Command =>
  new Command("sim")
    .description("a simulated robot alone: a rosbridge at ws://127.0.0.1, until Ctrl-C")
    .option("--scene <surface>", "a rendered surface: a seed, or <kind of surface>:<seed>", "7")
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
        .default("action")
        .conflicts(["replay", "faults"]),
    )
    .addOption(
      new Option("--profile <file>", "write its robot.yaml there, and keep it").conflicts([
        "replay",
        "faults",
      ]),
    )
    .option(
      "--faults <seed>",
      `what goes wrong on the way, by a seed; <seed>:<kind>,<kind> only these: ${FAULT_KINDS.join(", ")}`,
    )
    .action((options: Options) => serve(options, edge.signal));

async function serve(options: Options, signal: AbortSignal): Promise<void> {
  const { ros, faults, port, replay } = options;
  const dialect = ros === "2" ? "ros2" : "ros1";
  // The line on which things go wrong has the port; the robot behind it takes a free one.
  const told = { ...options, dialect, port: faults === undefined ? port : 0 } as const;
  const robot: Served =
    replay === undefined ? await serveScene(told, signal) : await serveReplay(replay, told, signal);
  try {
    const line = faults === undefined ? undefined : await withFaults(robot, faults, port);
    for (const text of (line ?? robot).lines) process.stdout.write(`${text}\n`);
    if (!signal.aborted) await once(signal, "abort");
    await line?.close();
  } finally {
    await robot.close();
  }
}
