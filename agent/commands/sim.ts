import { once } from "node:events";
import { Command, Option } from "commander";
import { loadKey } from "../../datasets/key.ts";
import type { Situation } from "../../perception/situation.ts";
import { scoringServer } from "../../sim/scoring-server.ts";
import { startSimulation } from "../../sim/simulation.ts";
import type { Edge } from "./edge.ts";
import { parseSituation, positiveNumber, situationOption, wholeNumber } from "./parse-options.ts";
import { simulatedRange } from "./simulated-range.ts";

type Options = {
  scene: string;
  port: number;
  speed: number;
  ros: "1" | "2";
  situation?: Situation;
};

/** `tactful sim`: the simulated robot alone, for any program that speaks rosbridge. */
export const simCommand = (edge: Edge): Command =>
  new Command("sim")
    .description("the simulated robot alone: a rosbridge at ws://127.0.0.1, until Ctrl-C")
    .option("--scene <surface>", "a seed, or <kind of surface>:<seed>", "7")
    .option("--port <n>", "0 takes a free one", wholeNumber(0, 65_535), 9090)
    .option("--speed <factor>", "how much faster than a real arm", positiveNumber(1000), 8)
    .addOption(
      new Option("--ros <version>", "which ROS its bridge speaks").choices(["1", "2"]).default("1"),
    )
    .option("--situation <facts>", "another situation than drawn", parseSituation)
    .action((options: Options) => serve(options, edge.signal));

async function serve(
  { scene, port, speed, ros, situation }: Options,
  signal: AbortSignal,
): Promise<void> {
  const { seeds, surfaceKind } = simulatedRange(`sim:${scene}`);
  const simulation = await startSimulation({
    seed: seeds[0]!,
    ...(surfaceKind !== undefined && { surfaceKind }),
    ...(situation && { situation }),
    speed,
    dialect: ros === "2" ? "ros2" : "ros1",
    port,
    signal,
  });
  const { world, robot } = simulation;
  const scoring = await scoringServer({ world, key: loadKey() });
  const told = situationOption(world.situation);
  const situated = told === "" ? "" : ` --situation ${told}`;
  process.stdout.write(
    `a simulated robot listens at ${robot.url}\n` +
      `decisions are scored, once and when final, at ${scoring.url}\n` +
      `tactful run --robot ${robot.url} --instruction "${world.instruction}"${situated} --dry-run\n`,
  );
  if (!signal.aborted) await once(signal, "abort");
  await Promise.all([simulation.close(), scoring.close()]);
}
