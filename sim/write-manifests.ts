import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { manifestFile, manifestOf } from "./benchmark/manifest.ts";
import { BENCHMARK_VERSION, renderBenchmark } from "./benchmark/render-benchmark.ts";
import { renderTwins, TWINS_VERSION } from "./twins/render-twins.ts";

// `npm run manifests`: renders both test sets and writes what they are published as; a quarter of an hour on two cores.
const folder = await mkdtemp(join(tmpdir(), "tactful-manifests-"));
const onProgress = (done: number, of: number) => console.error(`${done} of ${of}`);
const rendering = { split: "test", threads: availableParallelism(), onProgress } as const;

function write(name: string, version: string, digests: ReadonlyMap<string, string>): void {
  const text = JSON.stringify(manifestOf(digests, name, version), undefined, 1);
  writeFileSync(manifestFile(name), `${text}\n`);
}

try {
  const surfaces = await renderBenchmark({ ...rendering, out: join(folder, "surfaces") });
  write("tidy-surfaces", BENCHMARK_VERSION, surfaces);
  const twins = await renderTwins({ ...rendering, out: join(folder, "twins") });
  write("tidy-twins", TWINS_VERSION, twins);
} finally {
  await rm(folder, { recursive: true, force: true });
}
