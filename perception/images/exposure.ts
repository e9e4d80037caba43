import { greyLevels } from "./grey-levels.ts";

const WIDTH_PX = 128;
/** Levels of 0..255 at which a pixel shows nothing more. */
const BLACK = 4;
const WHITE = 251;

/** How bright a picture is: mean luminance and the shares of black and white pixels, each 0..1. */
export type Exposure = { readonly mean: number; readonly black: number; readonly white: number };

/** The exposure of an encoded picture, of its grey version 128 px wide. */
export async function exposureOf(bytes: Uint8Array): Promise<Exposure> {
  const { levels } = await greyLevels(bytes, WIDTH_PX);
  const share = (fits: (level: number) => boolean) =>
    levels.reduce((sum, level) => sum + Number(fits(level)), 0) / levels.length;
  return {
    mean: levels.reduce((sum, level) => sum + level, 0) / levels.length / 255,
    black: share((level) => level <= BLACK),
    white: share((level) => level >= WHITE),
  };
}
