import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";
import * as z from "zod";

export const CHROMIUM = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find(existsSync);

/** A page in a real browser without a window; keys are pressed as a person presses them. */
export type BrowserPage = {
  /** The value of an expression in the page. */
  evaluate(expression: string): Promise<unknown>;
  press(key: string): Promise<void>;
  /** The same file in a new tab; then the old one is closed. */
  reopen(): Promise<void>;
  /** What the page complained of: errors, and what its policy forbade. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
};

const messageSchema = z.looseObject({
  id: z.number().optional(),
  method: z.string().optional(),
  result: z.looseObject({}).optional(),
  error: z.looseObject({ message: z.string() }).optional(),
  params: z.looseObject({}).optional(),
});
type Message = z.infer<typeof messageSchema>;

/** Opens a file in Chromium, whose downloads go to a folder. It talks to nobody but the test. */
export async function openInBrowser(file: string, downloads: string): Promise<BrowserPage> {
  const profile = await mkdtemp(join(tmpdir(), "tactful-browser-"));
  const flags =
    "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update --disable-sync --disable-quic --remote-debugging-port=0";
  const child = spawn(CHROMIUM!, [...flags.split(" "), `--user-data-dir=${profile}`], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const address = await new Promise<string>((resolve, reject) => {
    let said = "";
    child.stderr.on("data", (part) => {
      said += part;
      const [, found] = /listening on (ws:\S+)/.exec(said) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.once("exit", () => reject(new Error(`the browser ended: ${said.slice(-500)}`)));
  });
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  const waiting = new Map<number, (message: Message) => void>();
  const listeners = new Set<(message: Message) => void>();
  const complaints: string[] = [];
  socket.on("message", (text) => {
    const message = messageSchema.parse(JSON.parse(String(text)));
    if (message.id !== undefined) waiting.get(message.id)?.(message);
    if (/exceptionThrown|entryAdded/.test(message.method ?? ""))
      complaints.push(JSON.stringify(message.params));
    for (const listener of listeners) listener(message);
  });
  let last = 0;
  let sessionId: unknown;
  const call = async (method: string, params: object = {}) => {
    const id = ++last;
    socket.send(JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) }));
    const reply = await new Promise<Message>((resolve) => waiting.set(id, resolve));
    if (reply.error !== undefined) throw new Error(`${method}: ${reply.error.message}`);
    return reply.result ?? {};
  };
  const loading = async (act: () => Promise<unknown>) => {
    const loaded = new Promise<void>((resolve) => {
      const listener = ({ method }: Message) => {
        if (method !== "Page.loadEventFired") return;
        listeners.delete(listener);
        resolve();
      };
      listeners.add(listener);
    });
    await act();
    await loaded;
  };
  let tab: unknown;
  const open = async () => {
    sessionId = undefined;
    const { targetId } = await call("Target.createTarget", { url: "about:blank" });
    const attached = await call("Target.attachToTarget", { targetId, flatten: true });
    tab = targetId;
    sessionId = attached.sessionId;
    for (const domain of ["Page", "Runtime", "Log"]) await call(`${domain}.enable`);
    await loading(() => call("Page.navigate", { url: `file://${file}` }));
  };
  await call("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: downloads });
  await open();
  return {
    complaints,
    async evaluate(expression) {
      const { result } = await call("Runtime.evaluate", { expression, returnByValue: true });
      return z.looseObject({ value: z.unknown().optional() }).parse(result).value;
    },
    async press(key) {
      await call("Input.dispatchKeyEvent", { type: "keyDown", key, text: key });
      await call("Input.dispatchKeyEvent", { type: "keyUp", key });
    },
    async reopen() {
      const before = tab;
      await open();
      await call("Target.closeTarget", { targetId: before });
    },
    async close() {
      socket.close();
      child.kill();
      await exited;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
