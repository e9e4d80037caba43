import { expect, test } from "vitest";
import { acceptedVerbs, isUntold, loadKey } from "../../datasets/key.ts";

const key = loadKey();

test("the first entry whose facts all hold replaces what is right", () => {
  expect(acceptedVerbs(key, "cup", "full", {})).toEqual(["empty"]);
  expect(acceptedVerbs(key, "cup", "full", { people: "present" })).toEqual(["leave"]);
  expect(acceptedVerbs(key, "cup", "full", { owner: "guest" })).toEqual(["empty"]);
  expect(acceptedVerbs(key, "cup", "full", { owner: "guest", time: "during" })).toEqual(["leave"]);
  expect(acceptedVerbs(key, "can", "open", { rule: "deposit" })).toEqual(["store"]);
});

test("while people are at it, leaving is right as well, for the kinds that the key names", () => {
  const busy = { people: "present", time: "during" } as const;
  expect(acceptedVerbs(key, "cup", "clean", busy)).toEqual(["store", "leave"]);
  expect(acceptedVerbs(key, "cup", "clean", { people: "present" })).toEqual(["store"]);
  expect(acceptedVerbs(key, "book", "closed", busy)).toEqual(
    acceptedVerbs(key, "book", "closed", {}),
  );
});

test("untold states are told apart, and a state that is not there is a mistake of ours", () => {
  expect(isUntold(key, "cup", "pens")).toBe(true);
  expect(isUntold(key, "cup", "clean")).toBe(false);
  expect(() => acceptedVerbs(key, "cup", "melted", {})).toThrow("cup.melted");
});
