import { Command } from "commander";
import type { Edge } from "./edge.ts";
import { robotInitCommand } from "./robot-init.ts";

/** `tactful robot`: what helps to bring a robot of one's own. */
export const robotCommand = (edge: Edge): Command =>
  new Command("robot")
    .description("bring a robot of your own: a first profile from what it offers")
    .addCommand(robotInitCommand(edge));
