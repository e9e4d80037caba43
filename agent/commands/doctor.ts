import { Command } from "commander";
import pc from "picocolors";
import { embeddedDetector } from "../../perception/embedded/embedded-detector.ts";
import { embeddedVision } from "../../perception/embedded/embedded-vision.ts";
import { loadProfile } from "../../perception/ros/profile.ts";
import { connectRosbridgeRobot } from "../../perception/ros/rosbridge-robot.ts";
import { loadNorms } from "../../planner/norms.ts";
import { shippedHashes } from "../models.ts";
import { version } from "../version.ts";
import type { Edge } from "./edge.ts";
import { EXIT } from "./exit-codes.ts";

/** One thing looked at: what was found, and what to do where it is not right. */
type Finding = {
  readonly what: string;
  readonly ok: boolean;
  readonly found: string;
  readonly todo?: string;
};

type Options = { robot?: string; json?: boolean };

/** `tactful doctor`: what is there, what is missing, and what to do about it. */
export const doctorCommand = (edge: Edge): Command =>
  new Command("doctor")
    .description("what is reachable and what is not: runtime, models, norms, bridge, keys")
    .option("--robot <where>", "also look at a bridge: ws://host:port or a profile.yaml")
    .option("--json", "print one JSON document instead")
    .action(async (options: Options) => edge.finish(await doctor(options, edge.signal)));

async function doctor({ robot, json }: Options, signal: AbortSignal): Promise<number> {
  const findings = [
    await look("tactful", "", async () => `${version} on Node ${process.version}`),
    await look("norms", "restore planner/norms.yaml, or correct what it names", async () => {
      const kinds = Object.keys(loadNorms().kinds);
      return `${kinds.length} kinds`;
    }),
    await look(
      "eyes",
      "npm install, on a platform that onnxruntime-node is built for",
      async () => {
        const vision = embeddedVision();
        await vision.close();
        return vision.name;
      },
    ),
    await look(
      "detector",
      "npm install, on a platform that onnxruntime-node is built for",
      async () => {
        const detector = embeddedDetector();
        await detector.close();
        return detector.name;
      },
    ),
    await look(
      "language model",
      "export OPENAI_API_KEY, or OPENAI_BASE_URL of a local server",
      languageModel,
    ),
    ...(robot === undefined
      ? []
      : [
          await look("robot", "start its rosbridge, or correct the profile", () =>
            bridge(robot, signal),
          ),
        ]),
  ];
  if (json)
    process.stdout.write(`${JSON.stringify({ findings, files: shippedHashes() }, null, 2)}\n`);
  else for (const finding of findings) process.stdout.write(`${lineOf(finding)}\n`);
  // A language model is optional: the embedded ones do without.
  return findings.every((it) => it.ok || it.what === "language model") ? EXIT.done : EXIT.failed;
}

async function look(what: string, todo: string, find: () => Promise<string>): Promise<Finding> {
  try {
    return { what, ok: true, found: await find() };
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return { what, ok: false, found, todo };
  }
}

const lineOf = ({ what, ok, found, todo }: Finding): string =>
  `${ok ? pc.green("ok      ") : pc.yellow("missing ")} ${what.padEnd(15)} ${found}` +
  (ok ? "" : `\n${" ".repeat(25)}${pc.dim(`to do: ${todo}`)}`);

/** Asks the server for its list of models; sends no photo. */
async function languageModel(): Promise<string> {
  const key = process.env.OPENAI_API_KEY;
  const base = process.env.OPENAI_BASE_URL ?? "https://api.openai.com/v1";
  if (key === undefined && process.env.OPENAI_BASE_URL === undefined)
    throw new Error("no key is set");
  const { host } = new URL(base);
  const response = await fetch(`${base.replace(/\/$/, "")}/models`, {
    headers: { authorization: `Bearer ${key ?? "none"}` },
    signal: AbortSignal.timeout(5000),
  }).catch(() => undefined);
  if (response === undefined) throw new Error(`${host} does not answer`);
  if (!response.ok) throw new Error(`${host} answers ${response.status}`);
  return `${host} answers`;
}

/** Connects, and tells what the robot can do; moves nothing. */
async function bridge(where: string, signal: AbortSignal): Promise<string> {
  const isUrl = /^wss?:/.test(where);
  const profile = await loadProfile(...(isUrl ? [] : [where]));
  const robot = await connectRosbridgeRobot({ ...(isUrl && { url: where }), profile, signal });
  const { name, angles, skills } = robot.abilities;
  await robot.close();
  return `${name}: close-ups from ${angles.join(", ")}; can ${skills.join(", ")}`;
}
