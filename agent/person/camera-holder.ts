import type { CameraHolder } from "../../perception/ros/human-mover.ts";
import type { Terminal } from "./terminal.ts";

/** Whoever is at the terminal holds the camera: asked where to, they press Enter when it is there. */
export const cameraHolder =
  (terminal: Terminal): CameraHolder =>
  async (request, options) => {
    const said = await terminal.ask(`${request}, then press Enter (s: cannot) `, options);
    return /^(s|skip|cannot|no?)$/i.test(said) ? "cannot" : "ready";
  };
