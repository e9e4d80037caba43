import type { Publisher, RosGraph } from "../bridge/graph.ts";
import {
  ARENA_TOPICS,
  type ArenaDecision,
  type Outcome,
  type Over,
  type ToldSurface,
} from "./messages.ts";
import { readDecisions } from "./read-decisions.ts";

const STRING = "std_msgs/String";

type AtHand = {
  readonly surface: ToldSurface;
  readonly decided: (decisions: readonly ArenaDecision[]) => void;
};

/** Serves the arena's topics: shows one surface at a time, and takes what is decided about it. */
export class Referee {
  readonly #surface: Publisher;
  readonly #outcome: Publisher;
  readonly #onRefused: (surface: string, why: string) => void;
  #atHand: AtHand | undefined;
  #last = "";

  constructor(graph: RosGraph, onRefused: (surface: string, why: string) => void) {
    this.#surface = graph.advertise(ARENA_TOPICS.surface, STRING, { latch: true });
    this.#outcome = graph.advertise(ARENA_TOPICS.outcome, STRING);
    this.#onRefused = onRefused;
    graph.subscribe(ARENA_TOPICS.decisions, STRING, ({ data }) => this.#take(String(data)));
  }

  /** Shows a surface; resolves to the first decisions about it that can be read. */
  show(surface: ToldSurface): Promise<readonly ArenaDecision[]> {
    return new Promise((decided) => {
      this.#atHand = { surface, decided };
      this.#last = surface.id;
      this.#surface.publish({ data: JSON.stringify(surface) });
    });
  }

  /** Says, in the place of another surface, that there is none. */
  end(over: Over): void {
    this.#surface.publish({ data: JSON.stringify(over) });
  }

  tell(outcome: Outcome): void {
    this.#outcome.publish({ data: JSON.stringify(outcome) });
  }

  #take(text: string): void {
    const { surface, decided } = this.#atHand ?? {};
    const read =
      surface === undefined
        ? { refused: `${this.#last} is decided; wait for the next surface` }
        : readDecisions(text, surface);
    if ("decisions" in read) {
      this.#atHand = undefined;
      decided?.(read.decisions);
      return;
    }
    this.#onRefused(this.#last, read.refused);
    this.tell({ surface: this.#last, refused: read.refused });
  }
}
