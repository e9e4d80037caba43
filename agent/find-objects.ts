import type { Detection } from "../perception/detector.ts";
import { locate } from "../perception/geometry/locate.ts";
import type { Photo } from "../perception/photo.ts";
import type { SceneObject } from "../perception/surface.ts";

/** Detections as objects, from left to right, each with a name of its own and where it stands. */
export function objectsFound(detections: readonly Detection[], photo: Photo): SceneObject[] {
  const counts = new Map<string, number>();
  return detections
    .toSorted((a, b) => a.box.x - b.box.x || a.box.y - b.box.y)
    .map(({ label, box, score, orElse }) => {
      const name = wordsOf(label).join("-") || "object";
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      const detected = { score, ...(orElse && { orElse }) };
      return placed({ id: `${name}-${count}`, label, box, detected }, photo);
    });
}

/** The object with where it stands, where its box tells and nobody said it. */
export function placed(object: SceneObject, photo: Photo): SceneObject {
  if (object.position || !photo.cameraPose || !photo.intrinsics) return object;
  return { ...object, ...locate(photo.intrinsics, photo.cameraPose, object.box) };
}

/** Whether nobody measured the object's box: it is then the whole photo. */
export const isUnboxed = ({ box }: SceneObject, photo: Photo): boolean =>
  box.width >= photo.widthPx && box.height >= photo.heightPx;

/** Objects that a dataset names but does not box get the box of the surest detection of that name. */
export function boxedByName(
  objects: readonly SceneObject[],
  detections: readonly Detection[],
  photo: Photo,
): SceneObject[] {
  const free = detections.toSorted((a, b) => b.score - a.score);
  return objects.map((object) => {
    if (!isUnboxed(object, photo)) return object;
    const at = free.findIndex((it) => sameName(it.label, object.label));
    const [found] = at < 0 ? [] : free.splice(at, 1);
    return found ? { ...object, box: found.box, detected: { score: found.score } } : object;
  });
}

/** The words of a label, in small letters. */
export const wordsOf = (text: string): readonly string[] =>
  text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

function sameName(one: string, other: string): boolean {
  const [a, b] = [wordsOf(one), wordsOf(other)];
  const within = (some: readonly string[], all: readonly string[]) =>
    some.length > 0 && some.every((word) => all.includes(word));
  return within(a, b) || within(b, a);
}
