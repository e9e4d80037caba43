import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageFile } from "../../perception/package-file.ts";

const PYTHON = "/usr/bin/python3";
/** Other versions write other bytes: Debian 12's is what the committed files were made with. */
const hasTorch = spawnSync(PYTHON, ["-c", "import torch; assert torch.__version__[:4] == '1.13'"]);

test.skipIf(hasTorch.status !== 0)(
  "the tiny models are what their scripts write (skipped where Python has no torch 1.13)",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "tactful-tiny-"));
    const script = (name: string) => packageFile(`perception/training/${name}`);
    execFileSync(PYTHON, [script("tiny_vlm.py"), join(folder, "tiny-vlm")], { stdio: "ignore" });
    execFileSync(PYTHON, [script("tiny_detectors.py"), folder], { stdio: "ignore" });
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
    const written = files.filter((it) => /\.(json|onnx)$/.test(it));
    expect(written).toHaveLength(20);
    for (const file of written) {
      const committed = readFileSync(packageFile(join("test/fakes", file)));
      expect(readFileSync(join(folder, file)).equals(committed), file).toBe(true);
    }
    rmSync(folder, { recursive: true });
  },
  60_000,
);

test("Transformers.js is loaded in one place alone, and only when that is asked", () => {
  const sources = ["perception", "planner", "datasets", "sim", "agent"].flatMap((floor) =>
    readdirSync(packageFile(floor), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => join(floor, file)),
  );
  const loading = sources.filter((file) =>
    /^import (?!type)[^;]*"@huggingface|import\("@huggingface/m.test(
      readFileSync(packageFile(file), "utf8"),
    ),
  );
  expect(loading).toEqual(["perception/hf/transformers.ts"]);
});
