import { exposureOf } from "../images/exposure.ts";
import { sharpness } from "../images/sharpness.ts";
import type { RobotProfile } from "./profile.ts";

/** How a picture came out. */
export type Quality = { readonly sharpness: number };

/**
 * Why a picture will not do, or how sharp it is: neither black, white, nor clipped, and sharp enough
 * in itself and beside the scene photo, where there is one.
 */
export async function qualityOf(
  bytes: Uint8Array,
  camera: RobotProfile["camera"],
  sceneSharpness: number | undefined,
): Promise<Quality | string> {
  const { darkest, brightest, mostClipped } = camera.exposure;
  const { mean, black, white } = await exposureOf(bytes);
  if (mean < darkest) return `too dark (${mean.toFixed(2)})`;
  if (mean > brightest) return `too bright (${mean.toFixed(2)})`;
  if (black > mostClipped) return `mostly black (${black.toFixed(2)} of it)`;
  if (white > mostClipped) return `mostly white (${white.toFixed(2)} of it)`;
  const sharp = await sharpness(bytes);
  const least = Math.max(camera.sharpnessFloor, (sceneSharpness ?? 0) * camera.sharpnessShare);
  if (sharp < least) return `unsharp (${sharp.toFixed(1)}, at least ${least.toFixed(1)})`;
  return { sharpness: sharp };
}
