import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import type { ArmProfile } from "../../perception/ros/profile.ts";
import { TidyError } from "../../perception/tidy-error.ts";
import type { SimulatedMover } from "../../sim/mover-profile.ts";
import { writeAside } from "../run-directory.ts";
import { shellWord } from "./output.ts";

/** A profile on disk: its path, the same as a shell takes it for one word, and its end. */
export type ProfileFile = {
  readonly path: string;
  readonly word: string;
  readonly remove: () => Promise<void>;
};

/** Writes a robot's profile to a file and keeps it, or to one that goes with `remove`. */
export async function profileFile(
  profile: ArmProfile,
  kept: string | undefined,
): Promise<ProfileFile> {
  const folder = kept === undefined ? await mkdtemp(join(tmpdir(), "tactful-sim-")) : undefined;
  const path = kept ?? join(folder!, "robot.yaml");
  const head =
    "# The simulated robot, as `tactful run --robot` takes it. Metres, radians, milliseconds.";
  await writeAside(path, `${head}\n${stringify(profile)}`).catch((cause: unknown) => {
    throw new TidyError("bad-input", `--profile ${path}: cannot be written`, { cause });
  });
  return {
    path,
    word: shellWord(path),
    remove: async () => {
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What is to be said of a robot's profile, and the word that `--robot` is given. */
export type ToldProfile = {
  readonly about: readonly string[];
  readonly word: string;
  readonly remove: () => Promise<void>;
};

/** An agent knows the robot that is moved by an action by itself; any other needs a file. */
export async function toldProfile(
  profile: ArmProfile,
  { mover, profile: kept }: { readonly mover: SimulatedMover; readonly profile?: string },
): Promise<ToldProfile> {
  if (kept === undefined && mover === "action")
    return { about: [], word: profile.url, remove: async () => {} };
  const { path, word, remove } = await profileFile(profile, kept);
  return { about: [`its profile is ${path}`], word, remove };
}
