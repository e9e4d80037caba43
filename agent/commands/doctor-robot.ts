import { readFile } from "node:fs/promises";
import { expandHeaders } from "../../perception/ros/bridge-headers.ts";
import { bridgeUrlProblem } from "../../perception/ros/bridge-url.ts";
import { loadProfile, parseProfile, profileLine } from "../../perception/ros/load-profile.ts";
import type { RobotProfile } from "../../perception/ros/profile.ts";
import { RosLink } from "../../perception/ros/ros-link.ts";
import { TidyError } from "../../perception/tidy-error.ts";
import type { Claim } from "./doctor-robot/claim.ts";
import { claimsOf } from "./doctor-robot/claims.ts";
import type { Finding } from "./finding.ts";

type Told = { readonly profile: RobotProfile; readonly url: string; readonly place: Place };
type Place = (path: readonly string[]) => string | undefined;

/**
 * The robot at `where` (ws://… or a profile), each line of its profile held against what the bridge
 * offers and sends. Moves nothing. Rejects with `aborted`.
 */
export async function lookAtRobot(where: string, signal: AbortSignal): Promise<readonly Finding[]> {
  let link: RosLink | undefined;
  try {
    const { profile, url, place } = await toldBy(where);
    const todo = "start its rosbridge, or correct the profile's url and headers";
    const at = place(["url"]);
    link = new RosLink(url, { ...profile.link, headers: expandHeaders(profile.headers) });
    try {
      await link.connect(signal);
    } catch (error) {
      return [wrong("robot", error, todo, at)];
    }
    const bridge: Finding = { what: "robot", state: "ok", found: `${link.place} answers` };
    const claims = await claimsOf(link, profile, signal).catch((error: unknown) => {
      if (signal.aborted || link?.state !== "connected" || !(error instanceof TidyError))
        throw error;
      // A robot without rosapi may well work; nothing more can be said of it.
      return new Error(error.message);
    });
    if (claims instanceof Error) {
      const rosapi: Finding = { what: "rosapi", state: "warning", found: claims.message };
      return [bridge, { ...rosapi, todo: "without it the profile cannot be checked" }];
    }
    return [bridge, ...claims.map((claim) => findingOf(claim, place))];
  } catch (error) {
    if (signal.aborted) throw error;
    return [wrong("robot", error, "see `tactful robot init`, or correct the profile")];
  } finally {
    link?.close();
  }
}

async function toldBy(where: string): Promise<Told> {
  if (/^[a-z]+:\/\//i.test(where)) {
    const problem = bridgeUrlProblem(where);
    if (problem !== undefined) throw new TidyError("bad-input", `the address ${problem}`);
    return { profile: await loadProfile(), url: where, place: () => undefined };
  }
  const text = await readFile(where, "utf8").catch((cause: unknown) => {
    throw new TidyError("bad-input", `${where}: cannot be read`, { cause });
  });
  const profile = parseProfile(text, where, process.env);
  const place: Place = (path) => `${where}:${profileLine(text, path)} ${path.join(".")}`;
  return { profile, url: profile.url, place };
}

function findingOf({ path, ...claim }: Claim, place: Place): Finding {
  const at = place(path);
  return { ...claim, ...(at !== undefined && { where: at }) };
}

function wrong(what: string, error: unknown, todo: string, where?: string): Finding {
  const found = (error instanceof Error ? error.message : String(error)).split("\n")[0]!;
  return { what, state: "wrong", found, todo, ...(where !== undefined && { where }) };
}
