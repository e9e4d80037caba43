import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { VisionModel } from "../../perception/vision-model.ts";
import type { Policy } from "../../planner/policy.ts";
import type { Costs } from "../../planner/utility.ts";
import type { RunRecord } from "../record.ts";
import { type RunDirectory, writeAside } from "../run-directory.ts";
import { personPolicy } from "./person-policy.ts";
import { personVision } from "./person-vision.ts";
import { writePhotoPage } from "./photo-page.ts";
import type { Terminal } from "./terminal.ts";

/** What a person at the terminal can be in a run: its eyes, its policy, or both. */
export type Person = {
  readonly vision: VisionModel;
  readonly policy: Policy;
  /** Told how far the run has come, for what is shown next. */
  onRecord(record: RunRecord): void;
};

/** The person before the terminal; what they are to look at is written into the run's directory. */
export function personBefore(
  { path, journal }: Pick<RunDirectory, "path" | "journal">,
  terminal: Terminal,
  costs: Costs,
): Person {
  let record: RunRecord | undefined;
  const showObject = async (objectId: string): Promise<string> =>
    record === undefined ? "" : writePhotoPage(path, record, (sha) => journal.photo(sha), objectId);
  const showPicture = async (name: string, picture: Uint8Array): Promise<string> => {
    const file = resolve(path, "shown", `${name.replace(/[^\p{L}\p{N}-]+/gu, "_")}.jpg`);
    await mkdir(join(path, "shown"), { recursive: true });
    await writeAside(file, picture);
    return pathToFileURL(file).href;
  };
  return {
    vision: personVision(terminal, showPicture),
    policy: personPolicy(terminal, costs, showObject),
    onRecord: (it) => {
      record = it;
    },
  };
}
