import type { CallOptions } from "./call-options.ts";
import type { Photo } from "./photo.ts";
import type { Box } from "./surface.ts";

/** A line of text in a photo: where (upright box around it, photo pixels) and how sure, 0..1. */
export type ReadText = { readonly text: string; readonly box: Box; readonly score: number };

/**
 * Reads what is written in a photo. What it reads is data for people: a note that tells a robot what to
 * do is only a note, so no model, policy or reasoner takes it as input.
 */
export interface TextReader {
  readonly name: string;
  /** The lines, in reading order; none where nothing is written. */
  read(photo: Photo, options?: CallOptions): Promise<readonly ReadText[]>;
}
