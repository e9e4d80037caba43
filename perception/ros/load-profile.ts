import { readFile } from "node:fs/promises";
import { type Document, isMap, isNode, isPair, isSeq, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { packageFile } from "../package-file.ts";
import { TidyError } from "../tidy-error.ts";
import { missingVariable } from "./bridge-headers.ts";
import { type ActionProfile, PROFILE_BY_MOVER, type RobotProfile } from "./profile.ts";

/** The profile of our own simulator, which is the default. */
export const simulatedRobotProfile: string = packageFile("perception/ros/simulated-robot.yaml");

type Path = readonly PropertyKey[];

/**
 * Reads a robot's profile (YAML); without a path the simulator's. Rejects with `bad-input`: one line
 * that names file, line and place.
 */
export async function loadProfile(): Promise<ActionProfile>;
export async function loadProfile(path: string): Promise<RobotProfile>;
export async function loadProfile(path: string = simulatedRobotProfile): Promise<RobotProfile> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new TidyError("bad-input", `${path}: cannot be read`, { cause });
  });
  return parseProfile(text, path, process.env);
}

/**
 * The same from text; `source` is what the error names. With an environment, what the headers take
 * from it must be there. Throws `bad-input`.
 */
export function parseProfile(
  text: string,
  source: string,
  environment?: Readonly<Record<string, string | undefined>>,
): RobotProfile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const broken = document.errors[0];
  if (broken !== undefined) {
    const why = broken.message.split("\n")[0]!.replace(/ at line \d+, column \d+:?$/, "");
    const { line } = lines.linePos(broken.pos[0]);
    throw new TidyError("bad-input", `${source}:${line}: not YAML: ${why}`, { cause: broken });
  }
  const fail = (path: Path, what: string, cause?: z.ZodError): never => {
    const { line } = lines.linePos(offsetOf(document, path));
    const place = path.length > 0 ? path.join(".") : "top level";
    throw new TidyError("bad-input", `${source}:${line}: ${place}: ${what}`, {
      details: { place, line },
      ...(cause && { cause }),
    });
  };
  const data: unknown = document.toJS();
  const kind: unknown = document.hasIn(["mover"]) ? document.getIn(["mover", "kind"]) : undefined;
  const kinds = Object.keys(PROFILE_BY_MOVER).join(", ");
  if (kind !== undefined && !(String(kind) in PROFILE_BY_MOVER))
    fail(["mover", "kind"], `there is no mover "${String(kind)}", only ${kinds}`);
  const schema = PROFILE_BY_MOVER[(kind ?? "action") as keyof typeof PROFILE_BY_MOVER];
  const result = schema.safeParse(data);
  if (!result.success) {
    const issue = result.error.issues[0]!;
    if (issue.code === "unrecognized_keys")
      fail([...issue.path, issue.keys[0]!], unknownKey(kind), result.error);
    const isMissing = issue.path.length > 0 && valueAt(data, issue.path) === undefined;
    fail(issue.path, isMissing ? "is missing" : issue.message.split("\n")[0]!, result.error);
  }
  const profile = result.data!;
  if (environment !== undefined) {
    const missing = missingVariable(profile.headers, environment);
    if (missing !== undefined)
      fail(["headers", missing.header], `the environment has no ${missing.variable}: export it`);
  }
  return profile;
}

const unknownKey = (kind: unknown): string =>
  `there is no such key${kind === undefined ? "" : ` in a profile with the mover "${kind}"`}`;

const valueAt = (data: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null
        ? (value as Readonly<Record<PropertyKey, unknown>>)[key]
        : undefined,
    data,
  );

/** Where in the text a place begins: its key, or that of the nearest place around it that is there. */
function offsetOf(document: Document.Parsed, path: Path): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((it) => isPair(it) && String(it.key) === String(key));
      if (pair === undefined) return offset;
      if (isNode(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(key)];
      if (isNode(node)) offset = node.range?.[0] ?? offset;
    } else return offset;
  }
  return offset;
}

/** The line on which a place of a profile's text stands, or that of the nearest place around it. */
export function profileLine(text: string, path: readonly string[]): number {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  return lines.linePos(offsetOf(document, path)).line;
}
