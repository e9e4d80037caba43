import { parentPort } from "node:worker_threads";
import { excludedStates, type OtherStates } from "../shown.ts";
import { draw } from "./draw.ts";
import type { RenderReply, RenderRequest } from "./render-messages.ts";
import { addNoise } from "./sensor.ts";
import { type Stage, stageOf } from "./stage.ts";

const port = parentPort!;

/** Worlds that were rendered last; building one takes about as long as a third of a photo. */
const MOST_WORLDS = 4;
const built = new Map<string, { readonly stage: Stage; readonly others: OtherStates }>();

port.on("message", (request: RenderRequest) => {
  try {
    const reply = answer(request);
    port.postMessage(reply, reply.kind === "rendered" ? [reply.rgb.buffer as ArrayBuffer] : []);
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    port.postMessage({ kind: "failed", message } satisfies RenderReply);
  }
});

function answer(request: RenderRequest): RenderReply {
  const { stage, others } = buildOnce(request);
  const { camera, pose, region, objectIndex, world } = request;
  const drawing = draw(stage, { camera, pose, region });
  if (objectIndex !== undefined) {
    const compared = { stage, camera, pose, region, drawing, within: region };
    return { kind: "excluded", excluded: excludedStates(compared, objectIndex, others) };
  }
  addNoise(drawing.rgb, world, pose, region, camera.widthPx);
  return { kind: "rendered", rgb: drawing.rgb };
}

function buildOnce({ worldKey, world }: RenderRequest) {
  const known = built.get(worldKey);
  if (known !== undefined) {
    // The map keeps order of use: the first is the one to drop.
    built.delete(worldKey);
    built.set(worldKey, known);
    return known;
  }
  const fresh = { stage: stageOf(world), others: new Map() };
  built.set(worldKey, fresh);
  if (built.size > MOST_WORLDS) built.delete(built.keys().next().value!);
  return fresh;
}
