import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import pLimit from "p-limit";
import { modelsFolder } from "../embedded/models.ts";
import { packageFile } from "../package-file.ts";

const LASTS = "about eight and a half hours on two cores";

const help = `npm run train -- [--seeds 1,2,3] [--surfaces N] [--scenes N] [--calibration N] [--data FOLDER] [--models FOLDER] [-- options of train.py]
  Renders what is missing, trains from every seed, calibrates, and writes the models: ${LASTS}.
  --seeds        of the trainings; the eyes of all of them are joined, the detector is the first one's
                 (default 1,2,3; each one's own models lie beside its checkpoints)
  --surfaces     training surfaces, from seed 1000000, every object on the scene photo and
                 one close-up, in every state (default 1100)
  --scenes       more scene photos for the detector, from seed 1700000 (default 400)
  --calibration  calibration surfaces, from seed 2000000, as they are (default 64)
  --data         where pictures and checkpoints go (default rendered/; what is there is kept)
  --models       where the models go (default perception/models)
  --python       the Python with PyTorch (default /usr/bin/python3, Debian's)`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: "string", default: "1,2,3" },
    surfaces: { type: "string", default: "1100" },
    scenes: { type: "string", default: "400" },
    calibration: { type: "string", default: "64" },
    data: { type: "string", default: packageFile("rendered") },
    models: { type: "string", default: modelsFolder() },
    python: { type: "string", default: "/usr/bin/python3" },
    help: { type: "boolean", default: false },
  },
});

/** Training seeds start here; see the design's table of seeds. */
const FIRST_TRAINING_SEED = 1_000_000;
const FIRST_SCENE_SEED = 1_700_000;
const FIRST_CALIBRATION_SEED = 2_000_000;

/** PyTorch keeps the memory of a step for the next, and its threads sleep while they wait: a fifth less time. */
const QUICKER = {
  MALLOC_MMAP_MAX_: "0",
  MALLOC_TRIM_THRESHOLD_: "17179869184",
  OMP_WAIT_POLICY: "passive",
  OPENBLAS_NUM_THREADS: "1",
};

const stop = new AbortController();

if (values.help) console.log(help);
else await train();

async function train(): Promise<void> {
  console.log(`${LASTS} with the defaults; Ctrl-C stops it, the same command goes on`);
  const folder = (name: string) => `${values.data}/${name}`;
  const began = performance.now();
  // Other things teach more than other views of the same: one close-up of each, and more surfaces.
  await render(FIRST_TRAINING_SEED, values.surfaces, folder("training"), [
    "--views=every-state",
    "--close-ups=1",
  ]);
  await render(FIRST_SCENE_SEED, values.scenes, folder("training"), ["--views=none"]);
  await render(FIRST_CALIBRATION_SEED, values.calibration, folder("calibration"), [
    "--close-ups=3",
  ]);
  const minutes = () => ((performance.now() - began) / 60_000).toFixed(1);
  console.log(`rendered after ${minutes()} minutes`);
  const pictures = ["--train", folder("training"), "--calibration", folder("calibration")];
  const seeds = values.seeds.split(",");
  const work = seeds.map((seed) => folder(`checkpoints-${seed}`));
  const alone = seeds.map((seed) => folder(`models-${seed}`));
  // Two trainings of one thread each take two thirds of the time that two threads take for one after the other.
  const beside = pLimit(availableParallelism());
  await beside.map(seeds, (seed, i) =>
    python("train.py", [
      ...[...pictures, "--seed", seed, "--threads=1"],
      ...["--work", work[i]!, "--out", alone[i]!, ...positionals],
    ]),
  );
  const calibration = ["--calibration", folder("calibration")];
  await python("join.py", [...alone, ...calibration, "--out", values.models]);
  console.log(`done after ${minutes()} minutes: ${values.models} holds the new models`);
}

function python(script: string, options: readonly string[]): Promise<void> {
  return run(values.python, ["-B", packageFile(`perception/training/${script}`), ...options]);
}

function render(first: number, count: string, out: string, how: readonly string[]): Promise<void> {
  const surfaces = `sim:${first}-${first + Number(count) - 1}`;
  const command = ["dataset", "render", surfaces, "--out", out, ...how];
  return run(process.execPath, ["--import", "tsx", packageFile("agent/tactful.ts"), ...command]);
}

function run(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: "inherit",
      cwd: packageFile("."),
      env: { ...process.env, ...QUICKER },
      signal: stop.signal,
    });
    child.on("error", reject);
    child.on("exit", (code) => {
      if (code === 0) resolve();
      else {
        reject(new Error(`${command} ended with code ${code}`));
        // Nothing goes on beside what has failed.
        stop.abort();
      }
    });
  });
}
