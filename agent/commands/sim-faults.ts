import { loadProfile } from "../../perception/ros/load-profile.ts";
import { parseFaults } from "../../sim/faults/fault-plan.ts";
import { faultyBridge } from "../../sim/faults/faulty-bridge.ts";
import type { Served } from "./sim-robots.ts";

/** The robot behind a line on which things go wrong, told on stderr as they do. */
export async function withFaults(robot: Served, faults: string, port: number): Promise<Served> {
  const plan = parseFaults(faults);
  const { topics, mover } = await loadProfile();
  const bridge = await faultyBridge({
    behind: robot.url,
    plan,
    topics,
    mover,
    port,
    onFault: ({ command, fault }) => {
      const where = command === 0 ? "while connecting" : `at command ${command}`;
      process.stderr.write(`${fault.kind} ${where}, for ${(fault.forMs / 1000).toFixed(1)} s\n`);
    },
  });
  return {
    url: bridge.url,
    lines: [
      `things go wrong by seed ${plan.seed}: ${plan.kinds.join(", ")}`,
      ...robot.lines.map((line) => line.replaceAll(robot.url, bridge.url)),
    ],
    close: () => bridge.close(),
  };
}
