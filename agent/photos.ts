import type { RunEvent, RunEventOf } from "../datasets/run-format.ts";
import type { CallOptions } from "../perception/call-options.ts";
import type { Photo, View } from "../perception/photo.ts";
import type { Robot } from "../perception/robot.ts";
import { TidyError } from "../perception/tidy-error.ts";
import type { Journal } from "./journal.ts";
import type { Memory } from "./memory.ts";

/** Codes with which a robot says that a view cannot be had; the run goes on without it. */
const REFUSALS = new Set(["view-unavailable", "view-stale", "outside-workspace"]);

type Camera = { readonly memory: Memory; readonly journal: Journal; readonly robot: Robot };

/**
 * Takes a photo once and keeps it before the journal names it. A view that cannot be had is an event
 * as well. `name` tells apart photos of one view taken at different times.
 */
export async function takePhoto(
  camera: Camera,
  name: string,
  view: View,
  options: CallOptions,
): Promise<RunEventOf<"photo"> | RunEventOf<"refused">> {
  return camera.memory.once<"photo" | "refused">(`view ${name}`, async () => {
    try {
      return await photograph(camera, name, view, options);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return { kind: "refused", view: name, reason: error.message };
    }
  });
}

/**
 * Takes the photo of the whole surface, once. Without it there is nothing to go on with: where it
 * cannot be had, it rejects with `view-unavailable`, to be tried again.
 */
export async function takeScenePhoto(
  camera: Camera,
  options: CallOptions,
): Promise<RunEventOf<"photo">> {
  return camera.memory.once<"photo">("view scene", async () => {
    try {
      return await photograph(camera, "scene", { kind: "scene" }, options);
    } catch (cause) {
      if (!isRefusal(cause)) throw cause;
      const message = `no photo of the whole surface: ${cause.message}`;
      throw new TidyError("view-unavailable", message, { details: { retry: true }, cause });
    }
  });
}

async function photograph(
  { journal, robot }: Camera,
  name: string,
  view: View,
  options: CallOptions,
): Promise<RunEventOf<"photo">> {
  const { bytes, view: _, ...photo } = await robot.photograph(view, options);
  await journal.keep(photo.sha256, bytes);
  return { kind: "photo", ...photo, view: name };
}

const isRefusal = (error: unknown): error is TidyError =>
  error instanceof TidyError && REFUSALS.has(error.code);

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
