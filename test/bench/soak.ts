import { soakFaults } from "./soak-faults.ts";
import { soakKills } from "./soak-kills.ts";

/** `npm run soak`: the run is killed, and everything between it and the robot goes wrong. */
const kept = await soakKills();
const told = await soakFaults();
process.exitCode = kept && told ? 0 : 1;
