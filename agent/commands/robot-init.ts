import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { link as linkFile, rename, rm, writeFile } from "node:fs/promises";
import { Command, InvalidArgumentError } from "commander";
import { escapedForTerminal } from "../../datasets/terminal-text.ts";
import { expandHeaders } from "../../perception/ros/bridge-headers.ts";
import { bridgeUrlProblem } from "../../perception/ros/bridge-url.ts";
import { type FirstProfile, firstProfile } from "../../perception/ros/first-profile.ts";
import { parseProfile } from "../../perception/ros/load-profile.ts";
import { RosLink } from "../../perception/ros/ros-link.ts";
import { type RobotSketch, sketchRobot } from "../../perception/ros/sketch-robot.ts";
import { TidyError } from "../../perception/tidy-error.ts";
import type { Edge } from "./edge.ts";
import { progressLine } from "./output.ts";

type Headers = Readonly<Record<string, string>>;
type Options = { out: string; force?: boolean; header?: Headers };

const CONNECT_MS = 5000;
const LIMITS = {
  connectWithinMs: CONNECT_MS,
  heartbeatMs: 1000,
  missedHeartbeats: 3,
  retryFromMs: 250,
  retryToMs: 5000,
};
/** Cameras and TF send many times in so long; a fixed frame comes at once. */
const LISTEN_MS = 2500;

/** `tactful robot init`: looks at a robot, moves nothing, and writes its first profile. */
export const robotInitCommand = (edge: Edge): Command =>
  new Command("init")
    .description("look at the robot behind a rosbridge, and write its first profile; moves nothing")
    .argument("<url>", "ws://host:port or wss://… of its rosbridge")
    .option("--out <file>", "where the profile is written", "robot.yaml")
    .option(
      "--header <name: value>",
      'sent when connecting, as "Authorization: Bearer $' + '{ROBOT_TOKEN}"; may be repeated',
      headerOption,
    )
    .option("--force", "replace a file that is there")
    .action((url: string, options: Options) => init(url, options, edge.signal));

async function init(url: string, options: Options, signal: AbortSignal): Promise<void> {
  const { out, force = false, header = {} } = options;
  const problem = bridgeUrlProblem(url);
  if (problem !== undefined) throw new TidyError("bad-input", `the address ${problem}`);
  if (existsSync(out) && !force) throw alreadyThere(out);
  const progress = progressLine();
  const link = new RosLink(url, { ...LIMITS, headers: expandHeaders(header) });
  let sketch: RobotSketch;
  try {
    progress.show(`connecting to ${link.place}`);
    await link.connect(signal);
    progress.show("looking at its topics, services, actions and frames");
    sketch = await sketchRobot(link, { deadlineMs: CONNECT_MS, signal }, LISTEN_MS);
  } finally {
    progress.clear();
    link.close();
  }
  const [camera] = sketch.cameras;
  if (camera === undefined)
    throw new TidyError(
      "unreachable",
      `${link.place}: no topic of sensor_msgs/CompressedImage or Image to look with: start the camera's driver`,
    );
  const kept = withoutSecrets(header);
  const profile = firstProfile(sketch, camera, url, kept.headers);
  // What cannot be read back is a mistake of ours, and no file.
  parseProfile(profile.text, out);
  await write(out, profile.text, force);
  process.stdout.write(summary(out, sketch, profile, kept.variables));
}

/** A header's value never gets into the file: what is no `${NAME}` becomes one. */
function withoutSecrets(headers: Headers): {
  readonly headers: Headers;
  readonly variables: readonly string[];
} {
  const variables: string[] = [];
  const kept = Object.entries(headers).map(([name, value]) => {
    if (/\$\{\w+\}/.test(value)) return [name, value];
    const variable = `ROBOT_${name.toUpperCase().replace(/\W/g, "_")}`;
    variables.push(variable);
    return [name, `$\{${variable}}`];
  });
  return { headers: Object.fromEntries(kept), variables };
}

/** Aside first, so that nobody ever reads half of it; then under its name, if that is free. */
async function write(out: string, text: string, force: boolean): Promise<void> {
  const aside = `${out}.${randomUUID()}.new`;
  try {
    await writeFile(aside, text, { flag: "wx" });
    if (force) return await rename(aside, out);
    await linkFile(aside, out).catch((cause: NodeJS.ErrnoException) => {
      throw cause.code === "EEXIST" ? alreadyThere(out) : cause;
    });
  } finally {
    await rm(aside, { force: true });
  }
}

const alreadyThere = (out: string): TidyError =>
  new TidyError("bad-input", `${out} is there already: --out names another file, --force replaces`);

function summary(
  out: string,
  { cameras, movers, skills, frames, dialect }: RobotSketch,
  { todo }: FirstProfile,
  variables: readonly string[],
): string {
  const of = (names: readonly string[]) =>
    names.length === 0 ? "none" : names.map(escapedForTerminal).join(", ");
  const rows = [
    `ROS      ${dialect === "ros1" ? "1" : "2"}`,
    `cameras  ${of(cameras.map(({ image, sends }) => `${image}${sends ? "" : " (sends nothing)"}`))}`,
    `frames   ${frames === undefined ? "TF does not know the camera's" : of([...new Set([frames.base, frames.commanded, frames.optical])])}`,
    `movers   ${of(movers.map(({ name, kind }) => `${name} (${kind})`))}`,
    `skills   ${of(skills.map(({ verb }) => verb))}`,
    "",
    `${out} is written; GUESS and TO DO in it mark what to look at:`,
    ...todo.map((one) => `  - ${escapedForTerminal(one)}`),
    ...variables.map((name) => `  - export ${name}: the header's value is not in the file`),
    "then",
    `  tactful doctor --robot ${out}`,
    `  tactful run --robot ${out} --dry-run`,
  ];
  return `${rows.join("\n")}\n`;
}

function headerOption(text: string, before: Headers | undefined): Headers {
  const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):\s*([\t\x20-\x7e]+)$/.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new InvalidArgumentError('a header is written "Name: value", in one line');
  return { ...before, [name]: value };
}
