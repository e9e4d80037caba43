import { execFile } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { afterEach, expect, test } from "vitest";
import { modelsFolder } from "../../perception/embedded/models.ts";
import { OnnxSession } from "../../perception/embedded/onnx-session.ts";
import { packageFile } from "../../perception/package-file.ts";
import { newFolder } from "../fakes/new-folder.ts";

const open: OnnxSession[] = [];
afterEach(() => Promise.all(open.splice(0).map((session) => session.close())));

function nasty(deadlineMs = 5000) {
  const marker = join(newFolder(), "marker");
  let started = 0;
  const session = new OnnxSession("nowhere.onnx", {
    deadlineMs,
    start: () => {
      started++;
      const url = new URL("../fakes/nasty-onnx-worker.mjs", import.meta.url);
      return new Worker(url, { workerData: { marker }, stderr: true });
    },
  });
  open.push(session);
  return { session, marker, started: () => started };
}

const behaving = (...bytes: number[]) =>
  ({
    image: { type: "uint8", data: Uint8Array.from(bytes), dims: [bytes.length] },
  }) as const;

test("answers many questions at once, each its own, and one signal may stop them all", async () => {
  const { session, started } = nasty();
  const warned: Error[] = [];
  const onWarning = (warning: Error) => warned.push(warning);
  process.on("warning", onWarning);
  const { signal } = new AbortController();
  const bytes = Array.from({ length: 12 }, (_, i) => 10 + i);
  const replies = await Promise.all(bytes.map((it) => session.run(behaving(it), { signal })));
  process.off("warning", onWarning);
  expect(replies.map(({ twice }) => twice!.data[0])).toEqual(bytes.map((it) => 2 * it));
  expect(started()).toBe(1);
  expect(warned).toEqual([]);
});

test("leaves the caller its bytes, those of a Buffer too", async () => {
  const { session } = nasty();
  const data = Buffer.from([10, 20]);
  const image = { type: "uint8", data, dims: [2] } as const;
  await session.run({ image });
  await session.run({ image });
  expect([...data]).toEqual([10, 20]);
});

test("starts a new thread after a crash, and asks it again", async () => {
  const { session, marker, started } = nasty();
  writeFileSync(marker, "");
  const { twice } = await session.run(behaving(2, 7));
  expect([...twice!.data]).toEqual([4, 14]);
  expect(existsSync(marker)).toBe(false);
  expect(started()).toBe(2);
});

test("gives up on what crashes it twice, and still serves the next", async () => {
  const { session } = nasty();
  await expect(session.run(behaving(1))).rejects.toMatchObject({ code: "model-unavailable" });
  expect((await session.run(behaving(50))).twice!.data[0]).toBe(100);
});

test("a thread that hangs is given up at the deadline, and the next question is answered", async () => {
  const { session, started } = nasty(300);
  await expect(session.run(behaving(3))).rejects.toMatchObject({ code: "deadline" });
  expect((await session.run(behaving(50))).twice!.data[0]).toBe(100);
  expect(started()).toBe(2);
});

test("stops waiting at once when told to", async () => {
  const { session } = nasty();
  const stop = new AbortController();
  const run = session.run(behaving(3), { signal: stop.signal });
  stop.abort();
  await expect(run).rejects.toMatchObject({ code: "aborted" });
  await expect(session.run(behaving(5), { signal: stop.signal })).rejects.toMatchObject({
    code: "aborted",
  });
});

test("closed in the middle of a run it lets the thread end; the process goes on, and reports to nobody", async () => {
  // In a process of its own: what this holds off would end the tests with it.
  const args = ["--import", "tsx", packageFile("test/fakes/close-in-a-run.ts")];
  const [home, temporary] = [newFolder(), newFolder()];
  // As on anybody's machine: the runtime keeps to itself where it thinks that it is tested.
  const { CI: _, ORT_DISABLE_TELEMETRY: __, ...usual } = process.env;
  const env = { ...usual, HOME: home, XDG_CACHE_HOME: home, TMPDIR: temporary };
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: packageFile("."),
    env,
  });
  expect(stdout).toBe("aborted\n");
  expect(readdirSync(home)).toEqual([]);
  expect(readdirSync(temporary).filter((it) => !it.startsWith("tsx-"))).toEqual([]);
}, 60_000);

test("says in one line that the runtime cannot be loaded", async () => {
  const { session } = nasty();
  await expect(session.run(behaving(4))).rejects.toMatchObject({
    code: "model-unavailable",
    message: expect.stringMatching(/onnxruntime-node.*npm install/),
  });
});

test("a model file that is not there is model-unavailable, not a hang", async () => {
  const session = new OnnxSession(join(modelsFolder(), "no-such-model.onnx"));
  open.push(session);
  await expect(session.run(behaving(0))).rejects.toMatchObject({ code: "model-unavailable" });
});
