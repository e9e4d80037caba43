import { ANGLES, type Angle } from "../../perception/photo.ts";
import { VERBS, type Verb } from "../../perception/tidy-action.ts";
import { certainOf } from "../../planner/belief.ts";
import { textOf } from "../../planner/decide.ts";
import { anglesLeft, looksLeft, undecided } from "../../planner/policies/open-objects.ts";
import type { PersonsChoice, Policy, Step } from "../../planner/policy.ts";
import type { ObjectRecord, Run } from "../../planner/run.ts";
import { type Costs, choose, stakesOf } from "../../planner/utility.ts";
import type { Terminal } from "./terminal.ts";

const HELP = `  an angle (${ANGLES.join(", ")}, or its first letter) looks closer; a number or a verb
  (${VERBS.join(", ")}) decides; n goes to the next object`;

/** What a person asked for, or what was wrong with it. */
type Wish =
  | { readonly kind: "look"; readonly angle: Angle }
  | { readonly kind: "decide"; readonly chosen: PersonsChoice }
  | { readonly kind: "next" }
  | { readonly kind: "unclear"; readonly because: string };

/**
 * A person at the terminal in the policy's place: the same photos, the same angles, the same budget; they
 * say where to look and what to do. No model's answer is shown to them. `show` brings an
 * object's photos before them and says where they are.
 */
export function personPolicy(
  terminal: Terminal,
  costs: Costs,
  show: (objectId: string) => Promise<string>,
): Policy {
  let current: string | undefined;
  const passed = new Set<string>();

  const introduce = async (record: ObjectRecord, run: Run, looks: number): Promise<void> => {
    const { object, hypotheses, refused } = record;
    terminal.write(`\n${object.id} (${object.label}): ${await show(object.id)}`);
    for (const { angle, reason } of refused)
      terminal.write(`  no photo from the ${angle}: ${reason}`);
    const angles = looks > 0 ? anglesLeft(record, run) : [];
    terminal.write(`  look: ${angles.join(", ") || "no more"} (${looks} left)`);
    for (const [i, it] of hypotheses.entries()) {
      const verb = verbFor(record, run, it.id, costs);
      terminal.write(`  ${i + 1}  ${it.means}: ${textOf(verb, it)} (${verb})`);
    }
  };

  return {
    name: "human",
    readsAnswers: false,
    async next(run, busy, { signal } = {}): Promise<Step | undefined> {
      for (;;) {
        // Its photo is still on the way to the page that they look at.
        if (current !== undefined && busy.has(current)) return undefined;
        const open = undecided(run, busy);
        if (open.every(({ object }) => passed.has(object.id))) passed.clear();
        const record =
          open.find(({ object }) => object.id === current) ??
          open.find(({ object }) => !passed.has(object.id));
        if (record === undefined) return undefined;
        const objectId = record.object.id;
        const looks = looksLeft(run, busy);
        await introduce(record, run, looks);
        current = objectId;
        for (;;) {
          const wish = wishIn(await terminal.ask("  > ", { signal }), record, run, looks, costs);
          if (wish.kind === "look")
            return { kind: "look", objectId, angle: wish.angle, questions: [], gain: 0 };
          if (wish.kind === "decide") return { kind: "decide", objectId, chosen: wish.chosen };
          if (wish.kind === "next") break;
          terminal.write(wish.because);
        }
        passed.add(objectId);
        current = undefined;
      }
    },
  };
}

/** What would be done were the hypothesis certain: as the norms, or the option, have it. */
const verbFor = (record: ObjectRecord, run: Run, id: string, costs: Costs): Verb =>
  choose(record.hypotheses, certainOf(record.hypotheses, id), stakesOf(record, run, costs)).verb;

function wishIn(text: string, record: ObjectRecord, run: Run, looks: number, costs: Costs): Wish {
  const word = text.toLowerCase();
  if (word === "n" || word === "next") return { kind: "next" };
  const angle = ANGLES.find((it) => it === word || it[0] === word);
  if (angle !== undefined) {
    if (looks <= 0) return { kind: "unclear", because: "  the budget of closer looks is spent" };
    if (!anglesLeft(record, run).includes(angle))
      return { kind: "unclear", because: `  no more photo from the ${angle}` };
    return { kind: "look", angle };
  }
  const meant = record.hypotheses[Number(word) - 1];
  const verb = VERBS.find((it) => it === word);
  if (meant === undefined && verb === undefined) return { kind: "unclear", because: HELP };
  const chosen = verb ?? verbFor(record, run, meant!.id, costs);
  if (!stakesOf(record, run, costs).verbs.includes(chosen))
    return { kind: "unclear", because: `  this robot cannot ${chosen}` };
  return { kind: "decide", chosen: { verb: chosen, ...(meant && { hypothesis: meant.id }) } };
}
