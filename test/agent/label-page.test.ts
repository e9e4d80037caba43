import { watch } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { labelPage } from "../../agent/label/label-page.ts";
import { importPhotos } from "../../datasets/import-photos.ts";
import { loadDataset } from "../../datasets/load-dataset.ts";
import { CHROMIUM, openInBrowser } from "../fakes/browser.ts";
import { drawnJpeg } from "../fakes/drawn-photos.ts";
import { newFolder } from "../fakes/new-folder.ts";

const HOSTILE = `</script><script>document.title="taken"</script><img src=x onerror="document.title='taken'">`;
const states = ["full", "half full", "empty", "=1+1", HOSTILE];
const options = states.map((state) => ({ state, action: `act on ${state}`, verb: "ask" }));
let home: string;
let dataset: string;
let html: string;

beforeAll(async () => {
  home = newFolder();
  dataset = join(home, "dataset");
  const photos = join(home, "photos");
  await mkdir(photos);
  for (const [name, colour] of [
    ["cup_scene", "red"],
    ["cup_top", "blue"],
    ["can_scene", "gold"],
    ["bare_scene", "pink"],
  ] as const)
    await writeFile(join(photos, `${name}.jpg`), await drawnJpeg(colour, { width: 900 }));
  const box = { x: 90, y: 24, width: 90, height: 120 };
  const cup = { label: HOSTILE, box, options, accepted: [2], votes: [2, 2, 4] };
  const notes = { name: HOSTILE, objects: { cup, can: { options } } };
  await writeFile(join(photos, "options.json"), JSON.stringify(notes));
  await importPhotos({ from: photos, to: dataset });
  const page = await labelPage(await loadDataset(dataset), { sidePx: 200, seed: 1 });
  expect(page).toMatchObject({ objects: 2, photos: 3, left: 1 });
  html = page.html;
});

test("the page needs nothing beside itself, is small, and lets its own script alone run", () => {
  const markup = html.replace(/<script type="application\/json".*?<\/script>/s, "");
  expect(markup).not.toMatch(/<(?:img|link|script|iframe|object)[^>]*\s(?:src|href)=|@import/);
  expect(html).toContain("default-src 'none'; img-src data:; style-src 'sha256-");
  expect(html.match(/<script/g)).toHaveLength(2);
  expect(html).toContain("\\u003c/script>\\u003cscript>");
  expect(html.length).toBeLessThan(60_000);
});

test("the page tells nobody what is accepted, how others voted, or by which verb", () => {
  expect(html.slice(html.indexOf('id="data"'))).not.toMatch(/"(?:accepted|votes|verb)"/);
});

test("a dataset without options cannot be asked about, and is told what to do", async () => {
  const bare = await loadDataset(dataset);
  for (const { objects } of bare.dataset.surfaces) for (const it of objects) delete it.options;
  await expect(labelPage(bare, { sidePx: 200, seed: 1 })).rejects.toMatchObject({
    code: "bad-input",
    message: expect.stringContaining("no object has options"),
  });
});

test.skipIf(CHROMIUM === undefined)(
  "in a browser a person chooses by keys, finds it again after closing, and the CSV goes into the dataset (skipped where no Chromium is installed)",
  async () => {
    const file = join(home, "label.html");
    await writeFile(file, html);
    const page = await openInBrowser(file, home);
    try {
      const named = (name: string) =>
        page.evaluate(
          `{ const it = document.getElementById("annotator"); it.value = ${JSON.stringify(name)}; it.dispatchEvent(new Event("change")) }`,
        );
      const shown = () =>
        page.evaluate(`[...document.querySelectorAll(".option b")].map((it) => it.textContent)`);
      const progress = () => page.evaluate(`document.getElementById("progress").textContent`);
      expect(await page.evaluate(`document.getElementById("title").textContent`)).toBe("can");
      await page.press("1");
      expect(await progress()).toBe("0 of 2 chosen");

      const orders: unknown[] = [];
      for (const name of ["ann", "ben", "cem", "=dan"]) {
        await named(name);
        orders.push(await shown());
      }
      expect(new Set(orders.map((it) => JSON.stringify(it))).size).toBeGreaterThan(1);
      for (const order of orders) expect(new Set(order as string[])).toEqual(new Set(states));

      const mark = `document.querySelector(".box")`;
      const choose = async () => {
        await named("=dan");
        await page.press("p");
        await page.press(String(((await shown()) as string[]).indexOf("=1+1") + 1));
        await page.press("n");
        expect(await page.evaluate(`document.getElementById("title").textContent`)).toBe(HOSTILE);
        expect(await page.evaluate(`[${mark}.style.left, ${mark}.style.height]`)).toEqual([
          "10%",
          "50%",
        ]);
        await page.press("0");
        await page.evaluate(
          `{ const it = document.getElementById("comment"); it.value = '@you, "really"?\\nNo.'; it.dispatchEvent(new Event("input")) }`,
        );
        expect(await progress()).toBe("2 of 2 chosen");
        expect(await page.evaluate(`document.getElementById("kept").hidden`)).toBe(true);
      };
      // A browser whose store is only being made may forget what a page kept: then it is chosen again.
      const foundAgain = async () => {
        if ((await progress()) !== "2 of 2 chosen") await choose();
        await page.reopen();
        return progress();
      };
      await expect.poll(foundAgain, { timeout: 30_000 }).toBe("2 of 2 chosen");
      expect(await shown()).not.toEqual([]);
      expect(await page.evaluate(`document.querySelector("input[value=none]").checked`)).toBe(true);

      const arrived = new Promise<void>((resolve) => {
        const watcher = watch(home, (_, name) => {
          if (name !== "votes-dan.csv") return;
          watcher.close();
          resolve();
        });
      });
      await page.evaluate(`document.getElementById("download").click()`);
      await arrived;
      expect(await page.evaluate("document.title")).not.toBe("taken");
      expect(page.complaints).toEqual([]);
    } finally {
      await page.close();
    }
    const votes = join(home, "votes-dan.csv");
    expect(await readFile(votes, "utf8")).toBe(
      [
        "\uFEFF" + `"surface","object","annotator","choice","chosen","comment"`,
        `"can","can","'=dan","4","'=1+1",""`,
        `"cup","cup","'=dan","none","","'@you, ""really""?\nNo."`,
        "",
      ].join("\r\n"),
    );
    const to = join(home, "voted");
    const imported = await importPhotos({ from: dataset, to, options: [votes] });
    expect(imported.dataset.surfaces.flatMap((it) => it.objects)).toMatchObject([
      { id: "bare" },
      { id: "can", votes: [4], accepted: [4] },
    ]);
    expect(imported.remarks).toContain("cup: dropped, for 1 of 1 say that no option fits");
    expect(await readdir(home)).not.toContain(expect.stringContaining(".part"));
  },
  60_000,
);
