import { afterEach, describe, expect, test, vi } from "vitest";
import type { Detector } from "../../perception/detector.ts";
import { locate } from "../../perception/geometry/locate.ts";
import { lookAt } from "../../perception/geometry/pose.ts";
import { ANGLES } from "../../perception/photo.ts";
import { connectRosbridgeRobot } from "../../perception/ros/rosbridge-robot.ts";
import type { BridgeDialect } from "../../sim/bridge/bridge-dialect.ts";
import { startSimulatedRobot } from "../../sim/bridge/simulated-robot.ts";
import {
  FAULT_KINDS,
  type FaultKind,
  type FaultPlan,
  faultKindsFor,
  faultPlan,
  parseFaults,
} from "../../sim/faults/fault-plan.ts";
import { faultyBridge } from "../../sim/faults/faulty-bridge.ts";
import { moverProfile, SIMULATED_MOVERS, type SimulatedMover } from "../../sim/mover-profile.ts";
import { fakeVision, YES } from "../fakes/fake-parts.ts";
import { FLAT_CAMERA } from "../fakes/flat-camera.ts";
import { hurried } from "../fakes/hurried.ts";
import { runThroughFaults } from "../fakes/run-through-faults.ts";
import { speckledCamera } from "../fakes/speckled-camera.ts";
import { untruths } from "../fakes/untruths.ts";

const SEED = 25;
const HOME = lookAt([0, -1, 0.65], [0, 0, 0], [0, 0, 1]);

const BOXES = ["cup", "apple"].map((label, i) => ({
  label,
  score: 1,
  box: { x: 12 + 26 * i, y: 20, width: 12, height: 11 },
}));
const detector: Detector = { name: "boxes", detect: async () => BOXES };
const THINGS = BOXES.map(({ label, box }) => {
  const { position, radiusM } = locate(FLAT_CAMERA, HOME, box)!;
  return { id: label, position, radiusM: radiusM / 2, heightM: radiusM };
});

const WAIT_MS = 1200;

async function hurriedProfile(mover: SimulatedMover) {
  const profile = hurried(await moverProfile(mover, HOME), WAIT_MS);
  const skills = Object.entries(profile.skills).map(([verb, it]) => [
    verb,
    { ...it, deadlineMs: WAIT_MS },
  ]);
  return { ...profile, skills: Object.fromEntries(skills) };
}

/** From wherever one looks: the apple is rotten and the cup is stained, so that hands are needed. */
const SIGHTS = ANGLES.flatMap((angle) => [
  [`apple-1/${angle}`, /brown soft patch/, YES] as const,
  [`cup-1/${angle}`, /dried crust/, YES] as const,
]);

async function aBadDay(
  kinds: readonly FaultKind[],
  mover: SimulatedMover = "action",
  dialect: BridgeDialect["name"] = "ros1",
) {
  const { camera, shots } = speckledCamera();
  return {
    plan: faultPlan(SEED, kinds),
    profile: await hurriedProfile(mover),
    robot: { camera, obstacles: THINGS, sceneCameraPose: HOME, dialect },
    shots,
    vision: fakeVision(SIGHTS),
    detector,
    budget: 6,
  };
}

async function endsTrue(day: Awaited<ReturnType<typeof aBadDay>>) {
  const end = await runThroughFaults(day);
  expect(end.met.length).toBeGreaterThan(0);
  expect(await untruths(day, end)).toEqual([]);
  expect(end.seconds).toBeLessThan(60);
}

/** What may be wrong with how a camera is moved. */
const OF_A_MOVE = ["silent-service", "goal-aborted", "goal-endless", "goal-lies"] as const;

const EVERY_WAY = SIMULATED_MOVERS.flatMap((mover) =>
  (["ros1", "ros2"] as const).map((dialect) => ({ mover, dialect })),
);

// Each waits for most of its time; together they take as long as the slowest.
describe.concurrent("through a bridge on which things go wrong", () => {
  for (const kind of FAULT_KINDS)
    test(`(${kind}) a run ends, and rests on nothing but what the camera truly saw`, async () => {
      await endsTrue(await aBadDay([kind]));
    }, 90_000);

  for (const { mover, dialect } of EVERY_WAY)
    test(`(${mover}, ${dialect}) a run whose moves go wrong ends, and tells of none that was not made`, async () => {
      const kinds = OF_A_MOVE.filter((kind) => faultKindsFor(mover).includes(kind));
      await endsTrue(await aBadDay(kinds, mover, dialect));
    }, 90_000);
});

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** Every command meets it at once, and it lasts. */
const always = (kind: FaultKind): FaultPlan => ({
  seed: 0,
  kinds: [kind],
  during: (command) =>
    command === 0 ? undefined : { kind, afterMs: 0, forMs: 60_000, offsetS: 0 },
});

/** What the robot does under a fault, and why the agent then has no photo. */
const MEANT = [
  { kind: "goal-aborted", moves: 0, why: /the controller gave up|no reason/ },
  { kind: "goal-endless", moves: 1, why: /1\.2 s|1200 ms/ },
  { kind: "goal-lies", moves: 0, why: /from where it should be/ },
] as const;

for (const { mover, dialect } of EVERY_WAY)
  for (const { kind, moves, why } of MEANT.filter((it) => faultKindsFor(mover).includes(it.kind)))
    test(`(${kind}, ${mover}, ${dialect}) the camera makes ${moves} moves, and the photo is refused with the reason`, async () => {
      const profile = await hurriedProfile(mover);
      const { camera } = speckledCamera();
      const robot = { camera, obstacles: [], sceneCameraPose: HOME, dialect, profile, speed: 40 };
      const simulated = await startSimulatedRobot(robot);
      const behind = simulated.url;
      const { topics, mover: named } = profile;
      const bridge = await faultyBridge({ behind, plan: always(kind), topics, mover: named });
      open.push(simulated.close, bridge.close);
      const agent = await connectRosbridgeRobot({ url: bridge.url, profile });
      open.push(agent.close);
      const [{ box, label }, { position, radiusM }] = [BOXES[0]!, THINGS[0]!];
      const cup = { id: "cup-1", label, box, position, radiusM };
      const photo = agent.photograph({ kind: "close-up", object: cup, angle: "left" });
      await expect(photo).rejects.toThrow(why);
      const made = { moves, arrivals: moves };
      await vi.waitFor(() => expect(simulated.stats()).toMatchObject(made));
    });

test("a plan of faults is its seed's alone, and what is asked for", () => {
  const plan = parseFaults("42:frozen,black", "action");
  const kinds = Array.from({ length: 40 }, (_, command) => plan.during(command)?.kind);
  expect(new Set(kinds)).toEqual(new Set([undefined, "frozen", "black"]));
  expect(faultPlan(42).during(7)).toEqual(faultPlan(42).during(7));
  expect(() => parseFaults("42:fire", "action")).toThrow(/no "fire"; there are drop, delay/);
  expect(() => parseFaults("soon", "action")).toThrow(/<seed>:<kind>/);
});

test("what nobody tells of a pose on a topic is in no plan for it, and refused by name", () => {
  expect(parseFaults("42", "service").kinds).toEqual(FAULT_KINDS);
  const { kinds } = parseFaults("42", "topic");
  expect(FAULT_KINDS.filter((kind) => !kinds.includes(kind))).toEqual([
    "goal-aborted",
    "goal-endless",
  ]);
  expect(() => parseFaults("42:drop,goal-aborted", "topic")).toThrow(
    /goal-aborted means nothing for --mover topic.*; there are drop,/,
  );
});
