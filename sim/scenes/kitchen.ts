import type { Scene } from "./scene.ts";

/** After the kitchen of Kwon et al. 2023 (arXiv:2306.08651): a counter after breakfast. */
export const kitchen: Scene = {
  name: "kitchen",
  surfaceKind: "kitchen",
  instruction: "Clean the kitchen counter.",
  objects: [
    { kind: "cup", state: "dried", at: [-0.06, 0.2, 0], yawRad: 2.2 },
    { kind: "plate", state: "eaten", at: [-0.32, 0.02, 0], yawRad: 0.3 },
    { kind: "glass", state: "water", at: [0.14, 0.13, 0], yawRad: 1 },
    { kind: "apple", state: "bitten", at: [-0.08, -0.07, 0], yawRad: 2.6 },
    { kind: "banana", state: "peel", at: [0.14, -0.18, 0], yawRad: 0.8 },
    { kind: "takeaway-box", state: "half", at: [0.4, 0.12, 0], yawRad: 3 },
    { kind: "cloth", state: "dirty", at: [0.4, -0.18, 0], yawRad: 1.6 },
  ],
  clutter: [],
};
