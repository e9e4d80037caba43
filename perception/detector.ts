import type { CallOptions } from "./call-options.ts";
import type { Photo } from "./photo.ts";
import type { Box, Named } from "./surface.ts";

/** A box with a name for what is in it, and what it may be instead, likeliest first. */
export type Detection = Named & { readonly box: Box; readonly orElse?: readonly Named[] };

/** Finds the things on a scene photo. */
export interface Detector {
  readonly name: string;
  /** Why it cannot judge such a photo, and what can, in one line. Left out: it takes any. */
  blindTo?(photo: Photo): string | undefined;
  detect(photo: Photo, options?: CallOptions): Promise<readonly Detection[]>;
}
