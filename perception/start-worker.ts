import { Worker } from "node:worker_threads";
import "./no-telemetry.ts";

/**
 * A worker thread from a module beside the caller, named without its ending:
 * `startWorker(import.meta.url, "./onnx-worker", data)`. Works from sources and from the build.
 * The module finds `data` under `workerData.data`.
 */
export function startWorker(callerUrl: string, module: string, data: unknown = {}): Worker {
  const fromSources = callerUrl.endsWith(".ts");
  const url = new URL(`${module}.${fromSources ? "ts" : "js"}`, callerUrl);
  const workerData = { workerModule: url.href, data };
  return fromSources
    ? new Worker(new URL("./worker-bootstrap.mjs", import.meta.url), { workerData })
    : new Worker(url, { workerData });
}
