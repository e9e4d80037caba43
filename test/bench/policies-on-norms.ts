// How policies fare in a world that is as the norms believe: a check of looking and stopping without
// images. `npx tsx test/bench/policies-on-norms.ts [objects]`

import { loadNorms } from "../../planner/norms.ts";
import { allViewsPolicy } from "../../planner/policies/all-views.ts";
import { sceneOnlyPolicy } from "../../planner/policies/scene-only.ts";
import { tactfulPolicy } from "../../planner/policies/tactful.ts";
import { eyesOf, mean, tidyNormObjects } from "../fakes/norm-world.ts";

const count = Number(process.argv[2] ?? 1000);
const norms = loadNorms();
const BUILT = ["cup", "bowl", "plate", "can", "apple", "pill-bottle"].concat([
  "takeaway-box",
  "book",
  "letter",
  "laptop",
  "cable",
  "brick-model",
]);
const seed = 2_100_000;
const worlds = [
  {
    name: "as the planner assumes",
    seeing: { together: true, noShows: 1 },
    eyes: eyesOf(0.92, 0.88),
  },
  { name: "a no seldom shows", seeing: { together: true, noShows: 0.2 }, eyes: eyesOf(0.92, 0.88) },
  { name: "answers show apart", seeing: { together: false, noShows: 1 }, eyes: eyesOf(0.92, 0.88) },
  {
    name: "apart, a no seldom shows",
    seeing: { together: false, noShows: 0.2 },
    eyes: eyesOf(0.92, 0.88),
  },
  { name: "poorer eyes", seeing: { together: true, noShows: 0.6 }, eyes: eyesOf(0.8, 0.75) },
  {
    name: "seldom a no, not measured",
    seeing: { together: true, noShows: 0.4 },
    eyes: eyesOf(0.92, 0.88),
    measured: false,
  },
];
for (const kinds of [BUILT, Object.keys(norms.kinds)]) {
  console.log(`\n${kinds.length} kinds, ${count} objects: chance to be right by the norms (looks)`);
  for (const { name, ...world } of worlds) {
    const line: string[] = [];
    for (const policy of [sceneOnlyPolicy(), tactfulPolicy(norms.costs), allViewsPolicy()]) {
      const began = performance.now();
      const outcomes = await tidyNormObjects(norms, policy, world.eyes, {
        ...world,
        count,
        seed,
        kinds,
      });
      const ms = (performance.now() - began) / count;
      const right = mean(outcomes.map((each) => each.right));
      const looks = mean(outcomes.map((each) => each.looks));
      line.push(`${policy.name} ${right.toFixed(3)} (${looks.toFixed(2)}, ${ms.toFixed(1)} ms)`);
      if (policy.name === "all-views")
        line.push(`oracle ${mean(outcomes.map((each) => each.oracle)).toFixed(3)}`);
    }
    console.log(`  ${name}: ${line.join(" · ")}`);
  }
}
