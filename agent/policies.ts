import { TidyError } from "../perception/tidy-error.ts";
import { allViewsPolicy } from "../planner/policies/all-views.ts";
import { sceneOnlyPolicy } from "../planner/policies/scene-only.ts";
import { tactfulPolicy } from "../planner/policies/tactful.ts";
import type { PurePolicy } from "../planner/policy.ts";
import type { Costs } from "../planner/utility.ts";

/** The policies, by the names that users and results know them by. */
const POLICIES: Readonly<Record<string, (costs: Costs) => PurePolicy>> = {
  tactful: tactfulPolicy,
  "no-active-perception": sceneOnlyPolicy,
  "all-views": allViewsPolicy,
};

export const POLICY_NAMES: readonly string[] = Object.keys(POLICIES);

/** The policy of that name; throws `bad-input` with the names there are. */
export function policyNamed(name: string, costs: Costs): PurePolicy {
  const make = POLICIES[name];
  if (make === undefined) {
    throw new TidyError("bad-input", `no policy "${name}"; there are ${POLICY_NAMES.join(", ")}`);
  }
  return make(costs);
}
