import { Command } from "commander";
import { loadKey } from "../../datasets/key.ts";
import { loadProfile } from "../../perception/ros/load-profile.ts";
import { connectRosbridgeRobot } from "../../perception/ros/rosbridge-robot.ts";
import type { Situation } from "../../perception/situation.ts";
import { TidyError } from "../../perception/tidy-error.ts";
import { loadNorms } from "../../planner/norms.ts";
import { startSimulation } from "../../sim/simulation.ts";
import { makeWorld } from "../../sim/world.ts";
import { openTerminal } from "../person/terminal.ts";
import { policyNamed } from "../policies.ts";
import { createRunDirectory, openRunDirectory } from "../run-directory.ts";
import { carryOut, newRunPath, runConfig } from "./carry-out.ts";
import type { Edge } from "./edge.ts";
import { linesFor } from "./output.ts";
import { parseSituation, positiveNumber, wholeNumber } from "./parse-options.ts";
import { scoreSimulated } from "./score-simulated.ts";

type Options = {
  seed: number;
  situation?: Situation;
  speed: number;
  policy: string;
  budget: number;
  out?: string;
  resume?: string;
  json?: boolean;
};

/** `tactful demo`: the whole loop on a simulated robot, with the embedded models. */
export const demoCommand = (edge: Edge): Command =>
  new Command("demo")
    .description("a simulated robot tidies a messy surface: no key, no robot, no network")
    .option("--seed <n>", "which surface", wholeNumber(0, 999_999_999), 7)
    .option(
      "--situation <facts>",
      "tell it otherwise, e.g. people=present,time=after",
      parseSituation,
    )
    .option("--speed <factor>", "how much faster than a real arm", positiveNumber(1000), 8)
    .option("--policy <name>", "tactful, no-active-perception or all-views", "tactful")
    .option("--budget <looks>", "most close-ups of the whole run", wholeNumber(0, 10_000), 60)
    .option("--out <folder>", "the run directory (default: runs/<time>-demo-<seed>)")
    .option("--resume <run>", "go on with a run that was stopped")
    .option("--json", "print one JSON document instead")
    .action(async (options: Options) => edge.finish(await demo(options, edge.signal)));

async function demo(options: Options, signal: AbortSignal): Promise<number> {
  const json = options.json === true;
  const norms = loadNorms();
  const past = options.resume === undefined ? undefined : await openRunDirectory(options.resume);
  if (past && past.config.command !== "demo") {
    throw new TidyError("bad-input", `that run is not a demo's: tactful run --resume ${past.path}`);
  }
  policyNamed(options.policy, norms.costs);
  const seed = past?.config.seed ?? options.seed;
  const situation = past?.config.situation ?? options.situation;
  const simulation = await startSimulation({
    world: makeWorld(seed, situation && { situation }),
    speed: past?.config.speed ?? options.speed,
    signal,
  });
  const { world } = simulation;
  try {
    const directory =
      past ??
      (await createRunDirectory(
        options.out ?? newRunPath(`demo-${seed}`),
        runConfig({
          command: "demo",
          robot: "simulated",
          seed,
          speed: options.speed,
          instruction: world.instruction,
          situation: world.situation,
          reasoner: "embedded",
          vision: "embedded",
          detector: "embedded",
          policy: options.policy,
          budget: options.budget,
          consent: "simulated",
        }),
      ));
    const { url } = simulation.robot;
    linesFor(json)(`a simulated robot listens at ${url}`);
    const robot = await connectRosbridgeRobot({ url, profile: await loadProfile(), signal });
    const terminal = openTerminal();
    try {
      return await carryOut({
        directory,
        robot,
        norms,
        terminal,
        json,
        signal,
        score: async (record) => scoreSimulated(world, record, loadKey()),
      });
    } finally {
      terminal.close();
      await robot.close();
      await directory.close();
    }
  } finally {
    await simulation.close();
  }
}
