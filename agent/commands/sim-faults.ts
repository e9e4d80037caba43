import type { FaultPlan } from "../../sim/faults/fault-plan.ts";
import { faultyBridge } from "../../sim/faults/faulty-bridge.ts";
import type { Served } from "./sim-robots.ts";

/** The robot behind a line on which things go wrong, told on stderr as they do; both end together. */
export async function withFaults(robot: Served, plan: FaultPlan, port: number): Promise<Served> {
  const { url, topics, mover } = robot.profile;
  const bridge = await faultyBridge({
    behind: url,
    plan,
    topics,
    mover,
    port,
    onFault: ({ command, fault }) => {
      const where = command === 0 ? "while connecting" : `at command ${command}`;
      process.stderr.write(`${fault.kind} ${where}, for ${(fault.forMs / 1000).toFixed(1)} s\n`);
    },
  }).catch(async (error: unknown) => {
    await robot.close();
    throw error;
  });
  return {
    profile: { ...robot.profile, url: bridge.url },
    about: [
      `things go wrong by seed ${plan.seed}: ${plan.kinds.join(", ")}`,
      ...robot.about.map((line) => line.replaceAll(url, bridge.url)),
    ],
    runOn: robot.runOn,
    close: async () => {
      await bridge.close();
      await robot.close();
    },
  };
}
