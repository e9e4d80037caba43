import type { CallOptions } from "./call-options.ts";
import type { Photo } from "./photo.ts";
import type { Box } from "./surface.ts";

/** A box with a name for what is in it; `score` in 0..1. */
export type Detection = { readonly label: string; readonly box: Box; readonly score: number };

/** Finds the things on a scene photo. */
export interface Detector {
  readonly name: string;
  detect(photo: Photo, options?: CallOptions): Promise<readonly Detection[]>;
}
