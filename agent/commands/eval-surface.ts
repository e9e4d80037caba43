import { acceptedVerbs, groupOf, type Key } from "../../datasets/key.ts";
import { ANGLES } from "../../perception/photo.ts";
import { loadProfile } from "../../perception/ros/load-profile.ts";
import type { ActionProfile } from "../../perception/ros/profile.ts";
import { connectRosbridgeRobot } from "../../perception/ros/rosbridge-robot.ts";
import { VERBS } from "../../perception/tidy-action.ts";
import { embeddedReasoner } from "../../planner/embedded-reasoner.ts";
import type { Norms } from "../../planner/norms.ts";
import { decideKnowing } from "../../planner/policies/oracle.ts";
import type { RenderPool } from "../../sim/render/render-pool.ts";
import { worldNamed } from "../../sim/scenes/world-named.ts";
import { type Simulation, startSimulation } from "../../sim/simulation.ts";
import type { World } from "../../sim/world.ts";
import { dryRun } from "../consent.ts";
import type { EvaluatedSurface } from "../evaluation/evaluate.ts";
import type { Sample } from "../evaluation/results.ts";
import { memoryJournal } from "../journal.ts";
import type { Models } from "../models.ts";
import { policyNamed } from "../policies.ts";
import { tidy } from "../tidy.ts";
import { scoreSimulated } from "./score-simulated.ts";
import type { SimulatedRange } from "./sim-range.ts";

/** As fast as rendering allows: arms that take no time. */
const AT_ONCE = 1000;
const LATEST_MS = 120_000;

export type Shared = {
  readonly key: Key;
  readonly norms: Norms;
  readonly models: Models;
  readonly pool: RenderPool;
  /** Most close-ups of one run. */
  readonly budget: number;
};

/** A rendered surface, whose robot is started when the first method needs it and shared by all of them. */
export class SimulatedSurface implements EvaluatedSurface {
  readonly name: string;
  private simulation: Simulation | undefined;

  private readonly seed: number;
  private readonly range: SimulatedRange;
  private readonly shared: Shared;

  constructor(seed: number, range: SimulatedRange, shared: Shared) {
    this.seed = seed;
    this.range = range;
    this.shared = shared;
    this.name = range.where ? `sim:${range.where}:${seed}` : `sim:${seed}`;
  }

  async sample(
    method: string,
    iteration: number,
    signal: AbortSignal,
  ): Promise<Sample | undefined> {
    const { key, norms, models, pool, budget } = this.shared;
    const started = performance.now();
    const seconds = () => (performance.now() - started) / 1000;
    const sample = { method, surface: this.name, iteration, ghosts: 0 };
    this.simulation ??= await startSimulation({
      world: worldNamed(this.range, this.seed),
      speed: AT_ONCE,
      pool,
    });
    const { world, robot: simulated } = this.simulation;
    if (method === "oracle") {
      return { ...sample, objects: await oracleObjects(world, this.shared), seconds: seconds() };
    }
    const profile = await unhurriedProfile();
    const robot = await connectRosbridgeRobot({ url: simulated.url, profile, signal });
    try {
      const outcome = await tidy({
        told: { instruction: world.instruction, situation: world.situation },
        robot,
        ...models,
        policy: policyNamed(method, norms.costs),
        costs: norms.costs,
        budget,
        consent: dryRun,
        journal: memoryJournal(),
        patienceMs: 10_000,
        signal,
      });
      if (outcome.ended === "interrupted") return undefined;
      if (outcome.ended !== "done") {
        const failed = outcome.error instanceof Error ? outcome.error.message : outcome.ended;
        return { ...sample, objects: [], seconds: seconds(), failed };
      }
      const { record } = outcome;
      const score = scoreSimulated(world, record, key);
      const objects = score.objects.map((it) => {
        const decided = record.objects.find(({ object }) => object.id === it.objectId);
        return {
          kind: it.kind,
          state: it.state,
          group: groupOf(key, it.kind, it.state),
          accepted: it.accepted,
          looks: decided?.looks.length ?? 0,
          right: it.right,
          ...(decided?.decision && {
            verb: decided.decision.action.verb,
            probability: decided.decision.probability,
          }),
        };
      });
      return { ...sample, objects, ghosts: score.ghosts, seconds: seconds() };
    } finally {
      await robot.close();
    }
  }

  async close(): Promise<void> {
    await this.simulation?.close();
  }
}

/** The simulated robot's profile, of which several share this machine: what comes late is no worse for it. */
async function unhurriedProfile(): Promise<ActionProfile> {
  const { link, camera, settle, mover, ...profile } = await loadProfile();
  return {
    ...profile,
    link: {
      ...link,
      connectWithinMs: LATEST_MS,
      heartbeatMs: LATEST_MS,
      callWithinMs: LATEST_MS,
    },
    camera: { ...camera, freshWithinMs: LATEST_MS },
    settle: { ...settle, withinMs: LATEST_MS },
    mover: { ...mover, deadlineMs: LATEST_MS },
  };
}

/** What the agent's norms would have it do, did it know every true state. */
async function oracleObjects(
  world: World,
  { key, norms, models }: Shared,
): Promise<Sample["objects"]> {
  const { likelihoods } = models.vision;
  const { instruction, situation, surfaceKind } = world;
  const surface = { id: "surface", kind: surfaceKind, instruction, situation, objects: [] };
  const run = { surface, angles: ANGLES, skills: VERBS, likelihoods, objects: [], budget: 0 };
  return Promise.all(
    world.objects.map(async ({ id, kind, state }) => {
      const object = { id, label: kind, box: { x: 0, y: 0, width: 0, height: 0 } };
      const hypotheses = await embeddedReasoner(norms).propose(object, {
        surface,
        description: "",
      });
      const decision = decideKnowing([state], object, hypotheses, run, norms.costs);
      const { verb } = decision.action;
      const accepted = [...acceptedVerbs(key, kind, state, situation)];
      const { probability } = decision;
      const group = groupOf(key, kind, state);
      const right = accepted.includes(verb);
      return { kind, state, group, accepted, verb, probability, looks: 0, right };
    }),
  );
}
