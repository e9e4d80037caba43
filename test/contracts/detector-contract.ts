import { expect, test } from "vitest";
import type { Detector } from "../../perception/detector.ts";
import type { Photo } from "../../perception/photo.ts";
import type { Box } from "../../perception/surface.ts";

/** A detector, and a scene photo with one thing on it that it should find. */
export type DetectorScene = {
  readonly detector: Detector;
  readonly scene: Photo;
  readonly thing: { readonly label: RegExp; readonly box: Box };
};

/** What every detector promises. */
export function detectorContract(name: string, aScene: () => Promise<DetectorScene>): void {
  test(`${name}: finds the thing, in boxes inside the photo`, async () => {
    const { detector, scene, thing } = await aScene();
    const found = await detector.detect(scene);
    for (const { label, box, score } of found) {
      expect(label.trim()).not.toBe("");
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(1);
      expect(Math.min(box.x, box.y)).toBeGreaterThanOrEqual(0);
      expect(Math.min(box.width, box.height)).toBeGreaterThan(0);
      expect(box.x + box.width).toBeLessThanOrEqual(scene.widthPx + 1e-6);
      expect(box.y + box.height).toBeLessThanOrEqual(scene.heightPx + 1e-6);
    }
    const { x, y, width, height } = thing.box;
    const there = found.find(
      ({ label, box }) =>
        thing.label.test(label) &&
        Math.abs(box.x + box.width / 2 - x - width / 2) < width / 4 &&
        Math.abs(box.y + box.height / 2 - y - height / 2) < height / 4,
    );
    expect(there).toBeDefined();
  });

  test(`${name}: ends with "aborted" when told to stop`, async () => {
    const { detector, scene } = await aScene();
    const stopped = detector.detect(scene, { signal: AbortSignal.abort() });
    await expect(stopped).rejects.toMatchObject({ code: "aborted" });
  });
}
