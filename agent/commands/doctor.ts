import { Command } from "commander";
import { shippedHashes } from "../models.ts";
import { lookAtLanguageModel } from "./doctor-language-model.ts";
import { lookAtParts } from "./doctor-parts.ts";
import { lookAtRobot } from "./doctor-robot.ts";
import type { Edge } from "./edge.ts";
import { EXIT } from "./exit-codes.ts";
import { type Finding, findingLines } from "./finding.ts";

type Options = { robot?: string; json?: boolean };

/** `tactful doctor`: what is there, what is missing, and what to do about it. */
export const doctorCommand = (edge: Edge): Command =>
  new Command("doctor")
    .description("what is reachable and what is not: runtime, models, norms, bridge, keys")
    .option("--robot <where>", "also look at a bridge: ws://host:port or a profile.yaml")
    .option("--json", "print one JSON document instead")
    .action(async (options: Options) => edge.finish(await doctor(options, edge.signal)));

/** A section is told as soon as it is looked at; later ones may take seconds. */
async function doctor({ robot, json }: Options, signal: AbortSignal): Promise<number> {
  const sections: readonly (() => Promise<readonly Finding[]>)[] = [
    lookAtParts,
    lookAtLanguageModel,
    ...(robot === undefined ? [] : [() => lookAtRobot(robot, signal)]),
  ];
  const findings: Finding[] = [];
  for (const section of sections) {
    const found = await section();
    findings.push(...found);
    if (!json) for (const finding of found) process.stdout.write(`${findingLines(finding)}\n`);
  }
  if (json)
    process.stdout.write(`${JSON.stringify({ findings, files: shippedHashes() }, null, 2)}\n`);
  return findings.every(({ state }) => state !== "wrong") ? EXIT.done : EXIT.failed;
}
