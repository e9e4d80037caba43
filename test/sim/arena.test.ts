import { expect, test } from "vitest";
import { closeUpPose } from "../../perception/geometry/orbit.ts";
import { ANGLES } from "../../perception/photo.ts";
import { judge } from "../../sim/arena/judge.ts";
import { lookedAt } from "../../sim/arena/looked-at.ts";
import { type ArenaDecision, toldSurface } from "../../sim/arena/messages.ts";
import { readDecisions } from "../../sim/arena/read-decisions.ts";
import { CLOSE_UPS } from "../../sim/simulated-lens.ts";
import { makeWorld } from "../../sim/world.ts";
import { smallSurfaces } from "../fakes/arena-surfaces.ts";

const [SURFACE] = smallSurfaces(1);
const { world, surface, truth } = SURFACE!;
const scenePhoto = { frame: "surface", pose: world.sceneCameraPose };
const TOLD = toldSurface(surface, scenePhoto, { number: 1, of: 2 });

test("an agent is told the same whatever is accepted", () => {
  const objects = surface.objects.map((it) => ({ ...it, accepted: [5], votes: [1, "none"] }));
  const other = { ...surface, objects: objects as typeof surface.objects };
  expect(toldSurface(other, scenePhoto, { number: 1, of: 2 })).toEqual(TOLD);
  expect(Object.keys(TOLD).sort()).toEqual(
    ["id", "instruction", "kind", "number", "objects", "of", "scenePhotoFrom", "situation"].sort(),
  );
  for (const object of TOLD.objects) {
    expect(Object.keys(object)).toEqual(["id", "label", "box", "options"]);
    for (const option of object.options)
      expect(Object.keys(option)).toEqual(["number", "state", "action", "verb"]);
  }
});

test("an option is right where the dataset accepts it, and what is missing is wrong", () => {
  const accepted = surface.objects.map((it): ArenaDecision => {
    const option = Array.isArray(it.accepted) ? it.accepted[0]! : "none";
    return { object: it.id, option, probability: 0.5 };
  });
  const all = judge(SURFACE!, accepted, []);
  expect(all.map(({ right }) => right)).toEqual(all.map(() => true));
  expect(all.map(({ kind }) => kind)).toEqual(truth.objects.map(({ kind }) => kind));
  const other = accepted.map((it): ArenaDecision => {
    return { object: it.object, option: it.option === "none" ? 1 : "none" };
  });
  expect(judge(SURFACE!, other, []).filter(({ right }) => right)).toEqual([]);
  const [first, ...rest] = judge(SURFACE!, accepted.slice(0, 1), []);
  expect(first).toMatchObject({ right: true, probability: 0.5, option: accepted[0]!.option });
  for (const it of rest) expect(it).toMatchObject({ right: false, looks: 0 });
  for (const it of rest) expect(it).not.toHaveProperty("verb");
});

test("a close-up counts for the object that it is aimed at, and the scene photo for none", () => {
  const seven = makeWorld(7);
  for (const { id, position, extent } of seven.objects)
    for (const angle of ANGLES) {
      const pose = closeUpPose({ position, radiusM: extent.radiusM }, angle, CLOSE_UPS);
      expect([angle, lookedAt(pose, seven)]).toEqual([angle, id]);
    }
  expect(lookedAt(seven.sceneCameraPose, seven)).toBeUndefined();
});

test("what cannot be read as decisions is refused in one line that says where", () => {
  const [first] = surface.objects;
  const { id } = first!;
  const message = (...decisions: readonly unknown[]) =>
    JSON.stringify({ surface: surface.id, decisions });
  const refused = (text: string) => {
    const read = readDecisions(text, TOLD);
    return "refused" in read ? read.refused : undefined;
  };
  expect(refused("{")).toBe("the message is not JSON");
  expect(refused("[]")).toMatch(/object/);
  expect(refused(JSON.stringify({ surface: "desk\n-99", decisions: [] }))).toBe(
    'surface: "desk\\n-99" is not at hand',
  );
  expect(refused(message({ object: "unicorn-1", option: 1 }))).toBe(
    'decisions.0.object: there is no "unicorn-1"',
  );
  expect(refused(message({ object: id, option: 1 }, { object: id, option: 2 }))).toBe(
    `decisions.1.object: "${id}" is decided twice`,
  );
  expect(refused(message({ object: id, option: 6 }))).toBe(
    "decisions.0.option: there are 5, not 6",
  );
  for (const option of [0, 1.5, "1", null, "None"])
    expect(refused(message({ object: id, option }))).toMatch(/^decisions\.0\.option: .+/);
  expect(refused(message({ object: id, option: 1, probability: 1.1 }))).toMatch(
    /^decisions\.0\.probability: /,
  );
  const odd = refused(message({ object: id, option: 1, ["why\n".repeat(99)]: 1 }));
  expect(odd).toMatch(/^decisions\.0: .{1,190}$/);
  expect(refused(message({ object: id, option: 1 }))).toBeUndefined();
  expect(refused(message())).toBeUndefined();
});
