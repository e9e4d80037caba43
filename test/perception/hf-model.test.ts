import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fetchHfModel } from "../../perception/hf/fetch-hf-model.ts";
import { keptModelsFolder } from "../../perception/hf/hf-folders.ts";
import { chooseFiles } from "../../perception/hf/hf-layout.ts";
import { checkPeer, findHfModel, hfHashes } from "../../perception/hf/hf-model.ts";
import { parseHfName } from "../../perception/hf/hf-name.ts";
import { packageFile } from "../../perception/package-file.ts";
import { FAKE_COMMIT, type FakeHub, fakeHub } from "../fakes/fake-hub.ts";

const TINY = packageFile("test/fakes/tiny-vlm");
const VLM = "image-text-to-text";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tactful-hf-model-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const refusal = (message: RegExp) =>
  expect.objectContaining({ code: "bad-input", message: expect.stringMatching(message) });

describe("a name", () => {
  test("is an id of the hub with a revision and a dtype, or a folder that is there", () => {
    expect(parseHfName("HuggingFaceTB/SmolVLM-256M-Instruct")).toEqual({
      kind: "hub",
      id: "HuggingFaceTB/SmolVLM-256M-Instruct",
      revision: "main",
    });
    expect(parseHfName("acme/eyes@refs/pr/2#q8")).toEqual({
      kind: "hub",
      id: "acme/eyes",
      revision: "refs/pr/2",
      dtype: "q8",
    });
    expect(parseHfName(`${TINY}#fp16`)).toEqual({
      kind: "folder",
      folder: TINY,
      shown: "tiny-vlm",
      dtype: "fp16",
    });
  });

  test("a folder may have an @ or a # in its own", () => {
    const odd = join(folder, "my#model@home");
    mkdirSync(odd);
    expect(parseHfName(odd)).toMatchObject({ kind: "folder", folder: odd });
    expect(parseHfName(`${odd}#q4`)).toMatchObject({ folder: odd, dtype: "q4" });
  });

  test.each([
    "nowhere",
    "../../etc/passwd",
    "acme/../eyes",
    "acme/eyes@../../x",
    "acme/eyes@a@b",
    "acme/eyes#q5",
    "https://huggingface.co/acme/eyes",
    "/no/such/folder",
    "acme/eyes.git",
    "acme/e yes",
    "",
  ])("%j is refused in one line", (name) => {
    expect(() => parseHfName(name)).toThrow(refusal(/^hf:[^\n]*$/));
  });
});

describe("a folder", () => {
  const copied = () => {
    cpSync(TINY, folder, { recursive: true });
    return folder;
  };
  const graph = (name: string) => join(folder, "onnx", name);

  test("that is whole is found, with its type, dtype and files", () => {
    const { name, dtype, modelType, files } = findHfModel(copied(), VLM);
    expect({ dtype, modelType }).toEqual({ dtype: "fp32", modelType: "idefics3" });
    expect(name).toMatch(/^hf:tactful-hf-model-\w+#fp32$/);
    expect(files).toContain("onnx/decoder_model_merged.onnx");
    expect(files).not.toContain("expected.json");
  });

  test.each<[string, () => void, RegExp]>([
    ["a file missing", () => rmSync(join(folder, "tokenizer.json")), /has no tokenizer\.json$/],
    [
      "weights of another dtype only",
      () => cpSync(graph("embed_tokens.onnx"), graph("embed_tokens_q4.onnx")),
      /has no onnx\/vision_encoder_q4\.onnx, onnx\/decoder_model_merged_q4\.onnx \(there is #fp32\)$/,
    ],
    [
      "JSON that is none",
      () => writeFileSync(join(folder, "config.json"), '{"model_type": '),
      /config\.json: not JSON: .+/,
    ],
    [
      "JSON of another shape",
      () => writeFileSync(join(folder, "processor_config.json"), '{"image_seq_len": "64"}'),
      /processor_config\.json: image_seq_len: .+/,
    ],
    [
      "weights cut short",
      () => truncateSync(graph("decoder_model_merged.onnx"), 20_000),
      /decoder_model_merged\.onnx: no whole ONNX model \(20000 bytes\)/,
    ],
    [
      "empty weights",
      () => truncateSync(graph("embed_tokens.onnx")),
      /no whole ONNX model \(0 bytes/,
    ],
    [
      "a pointer in place of weights",
      () =>
        writeFileSync(
          graph("vision_encoder.onnx"),
          "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 9\n",
        ),
      /vision_encoder\.onnx: only points to the model: run `git lfs pull`/,
    ],
    [
      "a web page in place of weights",
      () => writeFileSync(graph("vision_encoder.onnx"), "<!doctype html><p>Not found"),
      /vision_encoder\.onnx: no whole ONNX model/,
    ],
    [
      "a model for something else",
      () => writeFileSync(join(folder, "config.json"), '{"model_type": "bert"}'),
      /a model of type bert cannot be used for this; idefics3, smolvlm can$/,
    ],
  ])("with %s is refused in one line", (what, spoil, message) => {
    copied();
    spoil();
    const named = what.includes("another dtype") ? `${folder}#q4` : folder;
    expect(() => findHfModel(named, VLM)).toThrow(refusal(message));
    expect(() => findHfModel(named, VLM)).toThrow(refusal(/^[^\n]+$/));
  });

  test("is hashed file by file", async () => {
    const hashes = await hfHashes(findHfModel(TINY, VLM));
    const bytes = readFileSync(join(TINY, "onnx/embed_tokens.onnx"));
    expect(hashes["hf:tiny-vlm#fp32/onnx/embed_tokens.onnx"]).toBe(
      createHash("sha256").update(bytes).digest("hex"),
    );
    expect(Object.keys(hashes)).toHaveLength(9);
  });
});

test("the first dtype that is whole is taken, and large weights beside their graph come along", () => {
  const texts = [
    "config.json",
    "preprocessor_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
  ];
  const names = [
    ...texts,
    "onnx/model_quantized.onnx",
    "onnx/model_quantized.onnx_data",
    "onnx/model_q4.onnx",
  ];
  const task = "zero-shot-object-detection";
  expect(chooseFiles(task, names)).toEqual({
    dtype: "q8",
    files: [...texts, "onnx/model_quantized.onnx", "onnx/model_quantized.onnx_data"],
  });
  expect(chooseFiles(task, names, "q4")).toMatchObject({ files: [...texts, "onnx/model_q4.onnx"] });
  expect(chooseFiles(task, names, "fp16")).toEqual({
    missing: ["onnx/model_fp16.onnx"],
    whole: ["q8", "q4"],
  });
});

describe("where models are kept", () => {
  test("in the user's cache folder, or where TACTFUL_MODELS says", () => {
    expect(keptModelsFolder({ XDG_CACHE_HOME: "/cache" })).toBe("/cache/tactful/models");
    expect(keptModelsFolder({})).toMatch(/\.cache\/tactful\/models$/);
    expect(keptModelsFolder({ TACTFUL_MODELS: "/big/disk" })).toBe("/big/disk");
  });

  test("never inside node_modules", () => {
    const inside = { TACTFUL_MODELS: "/app/node_modules/models" };
    expect(() => keptModelsFolder(inside)).toThrow(refusal(/not kept inside node_modules/));
  });
});

test("says in one line how to get Transformers.js where it is not installed", () => {
  expect(() => checkPeer()).not.toThrow();
  writeFileSync(join(folder, "package.json"), "{}");
  const message = /not installed: npm install @huggingface\/transformers$/;
  expect(() => checkPeer(join(folder, "package.json"))).toThrow(refusal(message));
});

describe("from the hub", () => {
  let hub: FakeHub;
  beforeEach(async () => {
    hub = await fakeHub(TINY, "tiny-vlm");
  });
  afterEach(() => hub.close());

  const fetching = (name = "acme/tiny-vlm", more: object = {}) =>
    fetchHfModel(name, VLM, { kept: folder, environment: { HF_ENDPOINT: hub.url }, ...more });
  const parts = () =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((it) => it.includes(".part"));

  test("nothing is fetched by looking for a model: the hub hears nothing", () => {
    expect(() => findHfModel("acme/tiny-vlm", VLM, folder)).toThrow(
      refusal(/not among the models in .*; --allow-download fetches it$/),
    );
    expect(hub.requests).toEqual([]);
  });

  test("only what the model needs is fetched, once, and found again with its commit", async () => {
    await fetching();
    const model = findHfModel("acme/tiny-vlm", VLM, folder);
    expect(model.name).toBe(`hf:acme/tiny-vlm@${FAKE_COMMIT.slice(0, 12)}#fp32`);
    expect(model.folder).toBe(join(folder, "acme", "tiny-vlm", FAKE_COMMIT));
    expect(hub.requests).toHaveLength(1 + model.files.length);
    expect(hub.requests.map(({ path }) => path).join()).not.toContain("expected.json");
    for (const file of model.files) {
      expect(readFileSync(join(model.folder, file))).toEqual(readFileSync(join(TINY, file)));
    }
    expect(findHfModel(`acme/tiny-vlm@${FAKE_COMMIT}`, VLM, folder)).toEqual(model);
  });

  test("tells how it goes, up to the last byte", async () => {
    const heard: number[] = [];
    let of = 0;
    let starts = 0;
    await fetching("acme/tiny-vlm", {
      onStart: () => starts++,
      onProgress: (it: { bytes: number; of: number }) => {
        heard.push(it.bytes);
        of = it.of;
      },
    });
    expect(starts).toBe(1);
    expect(heard).toEqual(heard.toSorted((a, b) => a - b));
    expect(heard.at(-1)).toBe(of);
  });

  test.each(["cut", "other", "longer"] as const)(
    "a file that comes %s leaves nothing behind, and the next try goes on",
    async (manner) => {
      hub.manners.set("onnx/embed_tokens.onnx", manner);
      await expect(fetching()).rejects.toMatchObject({ code: "unreachable" });
      expect(parts()).toEqual([]);
      const there = join(folder, "acme", "tiny-vlm", FAKE_COMMIT, "onnx");
      expect(existsSync(join(there, "embed_tokens.onnx"))).toBe(false);
      expect(() => findHfModel("acme/tiny-vlm", VLM, folder)).toThrow(/--allow-download/);
      hub.manners.clear();
      const before = hub.requests.length;
      await fetching();
      expect(hub.requests.length - before).toBeLessThan(before);
      expect(findHfModel("acme/tiny-vlm", VLM, folder).files).toHaveLength(9);
    },
  );

  test("an abort ends it at once and leaves nothing half-written", async () => {
    hub.manners.set("config.json", "silent");
    const stop = new AbortController();
    const fetched = fetching("acme/tiny-vlm", {
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    await expect(fetched).rejects.toMatchObject({ code: "aborted" });
    expect(parts()).toEqual([]);
  });

  test("the key goes to the hub alone, not to where it sends on", async () => {
    hub.manners.set("config.json", "elsewhere");
    await fetching("acme/tiny-vlm", {
      environment: { HF_ENDPOINT: hub.url, HF_TOKEN: "secret" },
    });
    const sentOn = hub.requests.filter(({ path }) => path.startsWith("/cdn/"));
    expect(sentOn.map(({ key }) => key)).toEqual([undefined]);
    const others = hub.requests.filter(({ path }) => !path.startsWith("/cdn/"));
    expect(new Set(others.map(({ key }) => key))).toEqual(new Set(["Bearer secret"]));
  });

  test.each<[string, string, RegExp]>([
    [
      "no such revision",
      "acme/tiny-vlm@v9",
      /has no such model, or not for everyone \(status 404\)/,
    ],
    ["no such model", "acme/other", /has no such model/],
    ["no such dtype", "acme/tiny-vlm#q4", /has no onnx\/vision_encoder_q4\.onnx.*; it has fp32$/],
  ])("%s is bad input in one line", async (_, name, message) => {
    await expect(fetching(name)).rejects.toEqual(refusal(message));
  });

  test("a hub that is not there is said so", async () => {
    const environment = { HF_ENDPOINT: "http://127.0.0.1:1" };
    await expect(fetching("acme/tiny-vlm", { environment })).rejects.toMatchObject({
      code: "unreachable",
      message: "cannot fetch a model from 127.0.0.1:1",
    });
    const nonsense = { HF_ENDPOINT: "ftp://x" };
    await expect(fetching("acme/tiny-vlm", { environment: nonsense })).rejects.toEqual(
      refusal(/HF_ENDPOINT is no web address/),
    );
  });
});
