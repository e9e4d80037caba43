import { createHash } from "node:crypto";
import { embeddedDetector } from "../../perception/embedded/embedded-detector.ts";
import { embeddedVision } from "../../perception/embedded/embedded-vision.ts";
import type { Pose } from "../../perception/geometry/pose.ts";
import { faultPlan } from "../../sim/faults/fault-plan.ts";
import { renderPool } from "../../sim/render/render-pool.ts";
import { simulatedCamera } from "../../sim/simulated-camera.ts";
import { makeWorld } from "../../sim/world.ts";
import { quickProfile } from "../fakes/ros-robot.ts";
import { runThroughFaults, untruths } from "../fakes/run-through-faults.ts";

const ROUNDS = 10;
const FIRST_SEED = 2_100_100;
const BUDGET = 12;
/** Most that any wait may take, and most that a whole run may. */
const WAIT_MS = 3000;
const MOST_S = 240;

/** Whole runs on rendered surfaces while everything goes wrong, each by a seed; whether all stayed true. */
export async function soakFaults(): Promise<boolean> {
  const pool = renderPool({ threads: 2 });
  const vision = embeddedVision();
  const detector = embeddedDetector();
  let bad = 0;
  let faults = 0;
  let photos = 0;
  let refused = 0;
  let longest = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const seed = FIRST_SEED + round;
    const world = makeWorld(seed);
    const { intrinsics, shoot } = simulatedCamera(world, pool);
    const shotFrom = new Map<string, Pose>();
    const camera = {
      intrinsics,
      shoot: async (pose: Pose) => {
        const bytes = await shoot(pose);
        shotFrom.set(createHash("sha256").update(bytes).digest("hex"), pose);
        return bytes;
      },
    };
    const day = {
      plan: faultPlan(seed),
      profile: await quickProfile(WAIT_MS),
      robot: {
        camera,
        obstacles: world.objects.map(({ id, position, extent }) => ({ id, position, ...extent })),
        sceneCameraPose: world.sceneCameraPose,
      },
      shotFrom,
      vision,
      detector,
      budget: BUDGET,
    };
    const end = await runThroughFaults(day);
    const wrong = [
      ...untruths(day, end),
      ...(end.seconds > MOST_S ? [`took ${end.seconds.toFixed(0)} s`] : []),
    ];
    const kinds = end.met.map(({ fault }) => fault.kind);
    const count = (kind: string) => end.events.filter((event) => event.kind === kind).length;
    bad += Number(wrong.length > 0);
    faults += kinds.length;
    photos += count("photo");
    refused += count("refused");
    longest = Math.max(longest, end.seconds);
    process.stdout.write(
      `${seed}  ${end.outcome.ended} in ${end.seconds.toFixed(0)} s, ${count("photo")} photos, ` +
        `${count("refused")} refused; met ${kinds.join(", ") || "nothing"}` +
        `${wrong.length > 0 ? `; UNTRUE: ${wrong.join("; ")}` : ""}\n`,
    );
  }
  await Promise.all([pool.close(), vision.close(), detector.close()]);
  process.stdout.write(
    `${faults} faults met in ${ROUNDS} runs: ${photos} photos taken, ${refused} views refused, longest run ` +
      `${longest.toFixed(0)} s; ${ROUNDS - bad} of ${ROUNDS} runs true to what camera and hands did\n`,
  );
  return bad === 0;
}
