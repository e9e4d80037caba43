// Node 20 cannot start a worker from a .ts file; this lets it, when run from the sources.
import { workerData } from "node:worker_threads";
import { register } from "tsx/esm/api";

register();
await import(workerData.workerModule);
