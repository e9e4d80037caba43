import sharp from "sharp";
import { z } from "zod";
import type { LiedOn } from "./hostile-messages.ts";
import { imageMessage } from "./image-message.ts";

type Frame = string | Uint8Array;

/** By how much its frames are elsewhere, metres. */
const SHIFT_M = 0.05;

const publication = z.looseObject({
  op: z.literal("publish"),
  topic: z.string(),
  msg: z.looseObject({
    transforms: z.array(
      z.looseObject({
        transform: z.looseObject({ translation: z.looseObject({ x: z.number() }) }),
      }),
    ),
  }),
});

/**
 * What another robot of the same make would send in a frame's place: its fixed frames are a little
 * elsewhere, and it sees another surface, which is this one's mirror image.
 */
export async function disguised(frame: Frame, topics: LiedOn): Promise<Frame> {
  const image = imageMessage(frame, topics.image);
  if (image !== undefined)
    return image.with({ data: await sharp(image.data).flop().jpeg().toBuffer() });
  const known = typeof frame === "string" ? publication.safeParse(parsed(frame)) : undefined;
  if (!known?.success || known.data.topic !== topics.tfStatic) return frame;
  const { msg } = known.data;
  const transforms = msg.transforms.map((it) => {
    const { translation } = it.transform;
    const moved = { ...translation, x: translation.x + SHIFT_M };
    return { ...it, transform: { ...it.transform, translation: moved } };
  });
  return JSON.stringify({ ...known.data, msg: { ...msg, transforms } });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
