import type { Scene } from "./scene.ts";

/**
 * After the play area of Kwon et al. 2023 (arXiv:2306.08651): a finished model car on a stool, half under a
 * cushion, a train bridge, loose tracks, half-built blocks and a bag of bricks.
 */
export const playroom: Scene = {
  name: "playroom",
  surfaceKind: "living",
  instruction: "Tidy up the play area.",
  objects: [
    { kind: "brick-model", state: "finished", at: [-0.26, 0.14, 0.06], yawRad: 0.5, still: true },
    { kind: "train-track", state: "circuit", at: [0.27, 0.15, 0], yawRad: 0.4 },
    { kind: "train-track", state: "pile", at: [0.33, -0.17, 0], yawRad: 2.4 },
    { kind: "brick-model", state: "half", at: [0.02, -0.04, 0], yawRad: 0.2 },
    { kind: "brick-model", state: "loose", at: [-0.1, -0.22, 0], yawRad: 1.1 },
  ],
  clutter: [
    { name: "stool", at: [-0.26, 0.14, 0], yawRad: 0, still: true },
    { name: "cushion", at: [-0.26, 0.14, 0.06], yawRad: 0, still: true },
    { name: "brick-bag", at: [-0.36, -0.18, 0], yawRad: 0.6 },
  ],
};
