import { expect, test } from "vitest";
import { escapedForTerminal, linesForTerminal } from "../../datasets/terminal-text.ts";

test("a line from outside stays one line, and nothing in it steers the terminal", () => {
  expect(escapedForTerminal("cup\n\x1b[2K\rstore\u202e\u2028")).toBe(
    "cup\\u{a}\\u{1b}[2K\\u{d}store\\u{202e}\\u{2028}",
  );
  expect(escapedForTerminal("Tasse für Žofie, 茶碗 ☕")).toBe("Tasse für Žofie, 茶碗 ☕");
});

test("lines break and have our colours", () => {
  const lines = "\x1b[1mcup\x1b[22m\n\x1b[33mcareful\x1b[39m";
  expect(linesForTerminal(lines)).toBe(lines);
});

test.each([
  ["clears what stood there", "\x1b[2K\rstore it"],
  ["is hidden", "store it\x1b[8m throw it away"],
  ["is black on black", "\x1b[30;40mthrow it away"],
  ["names the window", "\x1b]0;safe\x07"],
  ["goes up a line", "\x1b[1A"],
  ["uses the other introducer", "\x9b8m"],
  ["runs backwards", "\u202eaway it throw"],
])("no text from outside %s", (_, text) => {
  expect(linesForTerminal(text)).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});
