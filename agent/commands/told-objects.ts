import { InvalidArgumentError } from "commander";
import { readObjectsFile, type ToldObject } from "../../datasets/objects-file.ts";
import type { Told } from "../told-robot.ts";

/** One `--object`, and how it was written. */
export type ObjectByHand = { readonly object: ToldObject; readonly place: string };

const WRITTEN = /^(.+)=([\d.]+),([\d.]+),([\d.]+),([\d.]+)$/;

/** `cup=120,80,60,70` as an object, added to those before it; an option's parser. */
export function objectByHand(
  text: string,
  before: readonly ObjectByHand[] = [],
): readonly ObjectByHand[] {
  const [, label = "", ...numbers] = WRITTEN.exec(text.replaceAll(/\s*([=,])\s*/g, "$1")) ?? [];
  const [x = Number.NaN, y = Number.NaN, width = 0, height = 0] = numbers.map(Number);
  if (label.trim() === "" || ![x, y].every(Number.isFinite) || !(width > 0) || !(height > 0))
    throw new InvalidArgumentError(
      `"${text}" is not label=x,y,width,height in pixels, e.g. cup=120,80,60,70`,
    );
  const object = { label: label.trim(), box: { x, y, width, height } };
  return [...before, { object, place: `--object "${text}"` }];
}

/**
 * What `--objects` and `--object` tell, together; `undefined` where neither is given. Rejects
 * `bad-input` with one line that names the file and the place in it.
 */
export async function readTold(options: {
  readonly objects?: string;
  readonly object?: readonly ObjectByHand[];
}): Promise<Told | undefined> {
  const { objects: path, object: byHand = [] } = options;
  if (path === undefined) return byHand.length > 0 ? { objects: byHand } : undefined;
  const { surface, angles, objects } = await readObjectsFile(path);
  return {
    ...surface,
    ...(angles && { angles }),
    objects: [
      ...objects.map((object, i) => ({ object, place: `${path}: objects[${i}]` })),
      ...byHand,
    ],
  };
}
