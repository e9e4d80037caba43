import { embeddedDetector } from "../../perception/embedded/embedded-detector.ts";
import { embeddedVision } from "../../perception/embedded/embedded-vision.ts";
import { faultKindsFor, faultPlan } from "../../sim/faults/fault-plan.ts";
import { moverProfile, SIMULATED_MOVERS } from "../../sim/mover-profile.ts";
import { renderPool } from "../../sim/render/render-pool.ts";
import { simulatedCamera } from "../../sim/simulated-camera.ts";
import { makeWorld } from "../../sim/world.ts";
import { hurried } from "../fakes/hurried.ts";
import { keepingShots } from "../fakes/kept-shots.ts";
import { runThroughFaults } from "../fakes/run-through-faults.ts";
import { untruths } from "../fakes/untruths.ts";

const ROUNDS = 10;
const FIRST_SEED = 2_100_120;
const BUDGET = 12;
/** Rounds take turns: every mover in ROS 1, then every mover in ROS 2. */
const WAYS = (["ros1", "ros2"] as const).flatMap((dialect) =>
  SIMULATED_MOVERS.map((mover) => ({ mover, dialect })),
);
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
    const { mover, dialect } = WAYS[round % WAYS.length]!;
    const { sceneCameraPose } = world;
    const { camera, shots } = keepingShots(simulatedCamera(world, pool));
    const day = {
      plan: faultPlan(seed, faultKindsFor(mover)),
      profile: hurried(await moverProfile(mover, sceneCameraPose), WAIT_MS),
      robot: {
        camera,
        obstacles: world.objects.map(({ id, position, extent }) => ({ id, position, ...extent })),
        sceneCameraPose,
        dialect,
      },
      shots,
      vision,
      detector,
      budget: BUDGET,
    };
    const end = await runThroughFaults(day);
    const wrong = [
      ...(await untruths(day, end)),
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
      `${seed}  ${mover.padEnd(7)} ${dialect}  ${end.outcome.ended} in ${end.seconds.toFixed(0)} s, ${count("photo")} photos, ` +
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
