import { afterEach, expect, test, vi } from "vitest";
import { lookAtLanguageModel } from "../../agent/commands/doctor-language-model.ts";
import { type StrictOpenaiServer, strictOpenaiServer } from "../fakes/strict-openai-server.ts";

let server: StrictOpenaiServer | undefined;
afterEach(async () => {
  vi.unstubAllEnvs();
  await server?.close();
  server = undefined;
});

async function looked(env: (server: StrictOpenaiServer) => Record<string, string>) {
  server = await strictOpenaiServer({ mind: () => "" });
  vi.stubEnv("OPENAI_API_KEY", server.apiKey);
  for (const [key, value] of Object.entries(env(server))) vi.stubEnv(key, value);
  const [finding] = await lookAtLanguageModel();
  expect(JSON.stringify(finding)).not.toContain(server.apiKey);
  return finding;
}

test("a server that lists its models answers, whatever slashes its address ends in", async () => {
  const finding = await looked(({ baseUrl }) => ({ OPENAI_BASE_URL: `${baseUrl}//` }));
  expect(finding).toMatchObject({ state: "ok", found: `${server?.host} answers` });
});

test("an address without /v1 is found out, with the address that may be meant", async () => {
  const finding = await looked(({ host }) => ({ OPENAI_BASE_URL: `http://${host}` }));
  expect(finding).toMatchObject({
    state: "warning",
    found: `${server?.host} answers 404; such addresses mostly end in /v1: OPENAI_BASE_URL=${server?.baseUrl}`,
  });
});

test("a key of OpenAI's is not sent to another server, and that is said", async () => {
  const key = "sk-proj-0123456789abcdef";
  const finding = await looked(({ baseUrl }) => ({
    OPENAI_BASE_URL: baseUrl,
    OPENAI_API_KEY: key,
  }));
  expect(finding?.found).toContain(
    "no key was sent: by its first letters it is a key of openai.com",
  );
  expect(JSON.stringify(finding)).not.toContain(key);
  expect(server?.keys).toEqual([undefined]);
});

test.each([
  ["http://me:secret@127.0.0.1:9/v1", /holds a secret/],
  ["nonsense", /is not an http or https address/],
])("the address %s is told to be wrong without being shown", async (baseUrl, says) => {
  const finding = await looked(() => ({ OPENAI_BASE_URL: baseUrl }));
  expect(finding?.state).toBe("warning");
  expect(finding?.found).toMatch(says);
  expect(finding?.found).not.toContain("secret@");
});
