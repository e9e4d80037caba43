import type { Fault, FaultPlan } from "./fault-plan.ts";

/** A fault that has begun, and the command that it met. */
export type Met = { readonly command: number; readonly fault: Fault };

/** What is wrong just now, the same for every line to the bridge. */
export class Weather {
  readonly met: Met[] = [];
  readonly #plan: FaultPlan;
  readonly #listeners = new Set<(met: Met) => void>();
  #atEnd: (() => void)[] = [];
  #timers: NodeJS.Timeout[] = [];
  #command = -1;
  #now: Fault | undefined;

  constructor(plan: FaultPlan) {
    this.#plan = plan;
  }

  /** The fault that rages, if any. */
  get now(): Fault | undefined {
    return this.#now;
  }

  /** Calls back as a fault begins; returns how to stop that. */
  onBegin(listener: (met: Met) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls back once, when what is wrong now is over. */
  whenOver(over: () => void): void {
    this.#atEnd.push(over);
  }

  /** The next command is given: what raged is over, and what it meets begins, at once or soon. */
  begin(): void {
    this.end();
    this.#command += 1;
    const command = this.#command;
    const fault = this.#plan.during(command);
    if (fault === undefined) return;
    const strike = () => {
      this.#now = fault;
      const met = { command, fault };
      this.met.push(met);
      for (const listener of [...this.#listeners]) listener(met);
    };
    if (fault.afterMs === 0) strike();
    else this.#timers.push(setTimeout(strike, fault.afterMs));
    this.#timers.push(setTimeout(() => this.end(), fault.afterMs + fault.forMs));
  }

  end(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
    this.#now = undefined;
    for (const over of this.#atEnd.splice(0)) over();
  }
}
