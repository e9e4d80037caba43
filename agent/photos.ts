import type { RunEvent, RunEventOf } from "../datasets/run-format.ts";
import type { CallOptions } from "../perception/call-options.ts";
import type { Photo, View } from "../perception/photo.ts";
import type { Robot } from "../perception/robot.ts";
import { TidyError } from "../perception/tidy-error.ts";
import type { Journal } from "./journal.ts";
import type { Memory } from "./memory.ts";

/** Codes with which a robot says that a view cannot be had; the run goes on without it. */
const REFUSALS = new Set(["view-unavailable", "view-stale", "outside-workspace"]);

/**
 * Takes a photo once and keeps it before the journal names it. A view that cannot be had is an event
 * as well. `name` tells apart photos of one view taken at different times.
 */
export async function takePhoto(
  { memory, journal, robot }: { memory: Memory; journal: Journal; robot: Robot },
  name: string,
  view: View,
  options: CallOptions,
): Promise<RunEventOf<"photo"> | RunEventOf<"refused">> {
  return memory.once<"photo" | "refused">(`view ${name}`, async () => {
    try {
      const { bytes, view: _, ...photo } = await robot.photograph(view, options);
      await journal.keep(photo.sha256, bytes);
      return { kind: "photo", ...photo, view: name };
    } catch (error) {
      if (!(error instanceof TidyError) || !REFUSALS.has(error.code)) throw error;
      return { kind: "refused", view: name, reason: error.message };
    }
  });
}

/** A journaled photo, with its bytes, as it was taken. */
export async function photoOf(
  journal: Journal,
  event: RunEventOf<"photo">,
  view: View,
): Promise<Photo> {
  const { kind: _, ...photo } = event;
  return { ...photo, view, bytes: await journal.photo(event.sha256) };
}

export const isPhoto = (event: RunEvent): event is RunEventOf<"photo"> => event.kind === "photo";
