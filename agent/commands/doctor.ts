import { Command } from "commander";
import type { EndpointMeasurement } from "../../perception/openai/measure/measurement.ts";
import { shippedHashes } from "../models.ts";
import { lookAtLanguageModel } from "./doctor-language-model.ts";
import { lookAtParts } from "./doctor-parts.ts";
import { lookAtRobot } from "./doctor-robot.ts";
import { eyesToMeasure, lookAtVision } from "./doctor-vision.ts";
import type { Edge } from "./edge.ts";
import { EXIT } from "./exit-codes.ts";
import { type Finding, findingLines } from "./finding.ts";
import { positiveNumber } from "./parse-options.ts";

type Options = { robot?: string; vision?: string; patience: number; json?: boolean };

/** `tactful doctor`: what is there, what is missing, and what to do about it. */
export const doctorCommand = (edge: Edge): Command =>
  new Command("doctor")
    .description("what is reachable and what is not: runtime, models, norms, bridge, keys")
    .option("--robot <where>", "also look at a bridge: ws://host:port or a profile.yaml")
    .option("--vision <model>", "also measure openai:<model> with drawn cards, and keep the result")
    .option(
      "--patience <seconds>",
      "how long one answer of that model may take",
      positiveNumber(3600),
      120,
    )
    .option("--json", "print one JSON document instead")
    .action(async (options: Options) => edge.finish(await doctor(options, edge.signal)));

/** A section is told as soon as it is looked at; later ones may take seconds. */
async function doctor(options: Options, signal: AbortSignal): Promise<number> {
  const { robot, vision, json } = options;
  const eyes = vision === undefined ? undefined : eyesToMeasure(vision);
  let measurement: EndpointMeasurement | undefined;
  const sections: readonly (() => Promise<readonly Finding[]>)[] = [
    lookAtParts,
    lookAtLanguageModel,
    ...(robot === undefined ? [] : [() => lookAtRobot(robot, signal)]),
    ...(eyes === undefined
      ? []
      : [
          async () => {
            const looked = await lookAtVision(eyes, options.patience, signal);
            measurement = looked.measurement;
            return looked.findings;
          },
        ]),
  ];
  const findings: Finding[] = [];
  for (const section of sections) {
    const found = await section();
    findings.push(...found);
    if (!json) for (const finding of found) process.stdout.write(`${findingLines(finding)}\n`);
  }
  if (json)
    process.stdout.write(
      `${JSON.stringify({ findings, files: shippedHashes(), vision: measurement }, null, 2)}\n`,
    );
  return findings.every(({ state }) => state !== "wrong") ? EXIT.done : EXIT.failed;
}
