import { createHash } from "node:crypto";
import type { Outcome } from "../../agent/tidy.ts";
import type { RunEvent, RunEventOf } from "../../datasets/run-format.ts";
import type { Intrinsics } from "../../perception/geometry/camera.ts";
import { near } from "../../perception/geometry/pose.ts";
import { cropAround } from "../../perception/images/crop-around.ts";
import { photoFrom } from "../../perception/images/photo-file.ts";
import { ANGLES, type View } from "../../perception/photo.ts";
import { isTaught } from "../../perception/ros/profile.ts";
import type { SceneObject } from "../../perception/surface.ts";
import type { Shot } from "./kept-shots.ts";
import type { BadDay, BadDayEnd } from "./run-through-faults.ts";

/** Where a run was not true to what the camera saw and the robot did; none where all is well. */
export async function untruths(day: BadDay, end: BadDayEnd): Promise<readonly string[]> {
  const { outcome, events, stats } = end;
  const { objects } = outcome.record;
  const things = objects.map(({ object }) => object);
  const found: string[] = [];
  for (const photo of events.filter(isPhoto)) {
    const shots = await shotsIn(photo, day, things);
    const { view, cameraPose } = photo;
    if (shots.length === 0) found.push(`${view}: no photo of this camera`);
    else if (!shots.some(({ pose }) => cameraPose && near(pose, cameraPose, 0.01, 0.02)))
      found.push(`${view}: shot from elsewhere`);
  }
  for (const event of events)
    if (event.kind === "refused" && !/\w/.test(event.reason))
      found.push(`${event.view}: refused without a reason`);
  if (outcome.ended === "done" && objects.some(({ decision }) => decision === undefined))
    found.push("an object is left undecided");
  if (outcome.ended !== "done" && outcome.ended !== "away")
    found.push(`ended as ${outcome.ended}: ${String(outcome.error)}`);
  const done = events.filter(
    (it) => it.kind === "acted" && it.done === true && hasHands(it, objects),
  );
  const begun = events.filter((it) => it.kind === "acting" && hasHands(it, objects));
  if (done.length > stats.acts.length) found.push("more is told of than was done");
  if (stats.acts.length > begun.length) found.push("more was done than is told of");
  return found;
}

type PhotoEvent = RunEventOf<"photo">;

const isPhoto = (event: RunEvent): event is PhotoEvent => event.kind === "photo";

/** The camera's shots that a photo can be: as they were taken, or cut to the object as taught views are. */
async function shotsIn(
  photo: PhotoEvent,
  { profile, shots, robot }: BadDay,
  things: readonly SceneObject[],
): Promise<readonly Shot[]> {
  const view = viewNamed(photo.view, things);
  const isThis = async ({ bytes }: Shot) => {
    if (createHash("sha256").update(bytes).digest("hex") === photo.sha256) return true;
    return (
      isTaught(profile) && (await cut(bytes, view, photo, robot.camera.intrinsics)) === photo.sha256
    );
  };
  const fits = await Promise.all(shots.map(isThis));
  return shots.filter((_, i) => fits[i]);
}

async function cut(
  bytes: Uint8Array,
  view: View,
  { cameraPose }: PhotoEvent,
  intrinsics: Intrinsics,
): Promise<string> {
  const whole = await photoFrom(bytes, view);
  return (await cropAround({ ...whole, ...(cameraPose && { cameraPose }), intrinsics })).sha256;
}

function viewNamed(name: string, things: readonly SceneObject[]): View {
  const [id, side] = name.split("/");
  const object = things.find((it) => it.id === id);
  const angle = ANGLES.find((it) => it === side);
  return object && angle ? { kind: "close-up", object, angle } : { kind: "scene" };
}

function hasHands(
  { objectId }: { readonly objectId: string },
  objects: Outcome["record"]["objects"],
): boolean {
  const verb = objects.find(({ object }) => object.id === objectId)?.decision?.action.verb;
  return verb !== "leave" && verb !== "ask";
}
