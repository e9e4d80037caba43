import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { emptyRecord, withEvent } from "../../agent/record.ts";
import { runReport } from "../../agent/report/run-report.ts";
import { scenePicture } from "../../agent/report/scene-picture.ts";
import type { RunEvent } from "../../datasets/run-format.ts";
import { drawnJpeg } from "../fakes/drawn-photos.ts";
import { newFolder } from "../fakes/new-folder.ts";

const HOSTILE = `<img src=x onerror="alert(1)"><script>alert(1)</script>`;
const SHA = "a".repeat(64);
const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  existsSync,
);

const answer = { yes: 0.9, no: 0.05, unknown: 0.05, objectId: "cup-1", photo: SHA, model: HOSTILE };
const photo = { sha256: SHA, mediaType: "image/jpeg", widthPx: 512, heightPx: 384 } as const;
const events: RunEvent[] = [
  { kind: "photo", view: "scene", ...photo },
  { kind: "described", text: HOSTILE },
  {
    kind: "found",
    objects: [{ id: "cup-1", label: HOSTILE, box: { x: 10, y: 10, width: 50, height: 50 } }],
  },
  {
    kind: "proposed",
    objectId: "cup-1",
    hypotheses: [
      { id: "full", means: HOSTILE, prior: 1, right: { empty: 1 }, do: "pour it out", loss: "low" },
    ],
  },
  { kind: "photo", view: "cup-1/top", ...photo },
  {
    kind: "answered",
    objectId: "cup-1",
    view: "top",
    answers: [{ ...answer, question: `Is there ${HOSTILE}?` }],
  },
  {
    kind: "decided",
    decision: {
      objectId: "cup-1",
      action: { verb: "empty", objectId: "cup-1", text: "pour it out", reversibility: "costly" },
      probability: 0.9,
      belief: { full: 1 },
      set: ["full"],
      evidence: [],
      because: HOSTILE,
    },
  },
];
const record = events.reduce(
  withEvent,
  emptyRecord({ instruction: HOSTILE, situation: { people: "away" } }),
);
const photos = async () => drawnJpeg("red");

test("a report shows what a photo or a model said as text, never as markup", async () => {
  const page = await runReport(record, photos);
  expect(page).not.toContain("<script");
  expect(page).not.toContain("<img src=x");
  expect(page).toContain("&#60;script&#62;");
});

test("a report needs nothing beside itself", async () => {
  const page = await runReport(record, photos);
  const addresses = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, to = ""]) => to);
  expect(addresses.length).toBeGreaterThan(2);
  expect(addresses.filter((to) => !to.startsWith("data:image/") && !to.startsWith("#"))).toEqual(
    [],
  );
  expect(page).toContain("Content-Security-Policy");
});

test("the picture of the scene takes hostile labels as well", async () => {
  const bytes = await scenePicture(record, await drawnJpeg("red"));
  expect([...bytes.slice(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
});

test.skipIf(CHROMIUM === undefined)(
  "a browser shows the report's decisions (skipped where no Chromium is installed)",
  async () => {
    const folder = newFolder();
    const file = join(folder, "report.html");
    await writeFile(file, await runReport(record, photos));
    const flags =
      "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update --disable-sync --disable-quic";
    const { stdout } = await promisify(execFile)(
      CHROMIUM!,
      [...flags.split(" "), `--user-data-dir=${folder}/profile`, "--dump-dom", `file://${file}`],
      { timeout: 60_000, maxBuffer: 64 << 20 },
    );
    expect(stdout).toContain('<article id="cup-1">');
    expect(stdout).not.toContain("<script");
    await rm(folder, { recursive: true, force: true });
  },
  70_000,
);
