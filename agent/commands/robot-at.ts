import { existsSync, statSync } from "node:fs";
import { datasetRobot } from "../../datasets/dataset-robot.ts";
import type { Robot } from "../../perception/robot.ts";
import { bridgeUrlProblem } from "../../perception/ros/bridge-url.ts";
import { loadProfile } from "../../perception/ros/load-profile.ts";
import { connectRosbridgeRobot } from "../../perception/ros/rosbridge-robot.ts";
import { TidyError } from "../../perception/tidy-error.ts";
import { cameraHolder } from "../person/camera-holder.ts";
import type { Terminal } from "../person/terminal.ts";
import { datasetSurface } from "./dataset-surface.ts";

const onGoesOn = (why: string) =>
  process.stderr.write(`tactful: the robot may still be moving: ${why}\n`);

/**
 * The robot that `--robot` names: an address, a profile, or a dataset's folder, perhaps with `#surface`.
 * Whoever is at the terminal holds the camera, where the profile says so. Rejects with `bad-input`
 * where it names none.
 */
export async function robotAt(
  where: string,
  surface: string | undefined,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Robot> {
  if (/^[a-z]+:\/\//i.test(where)) {
    const problem = bridgeUrlProblem(where);
    if (problem !== undefined) throw new TidyError("bad-input", `--robot: the address ${problem}`);
    return connectRosbridgeRobot({ url: where, profile: await loadProfile(), signal, onGoesOn });
  }
  const [path = ""] = where.split("#");
  if (!existsSync(path)) throw new TidyError("bad-input", `--robot ${path}: there is no such file`);
  if (!statSync(path).isDirectory()) {
    const holder = cameraHolder(terminal);
    return connectRosbridgeRobot({ profile: await loadProfile(path), holder, signal, onGoesOn });
  }
  const { loaded, surfaceId } = await datasetSurface(where, surface);
  return datasetRobot(loaded, surfaceId);
}
