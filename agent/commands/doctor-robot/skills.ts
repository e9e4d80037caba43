import type { RobotProfile } from "../../../perception/ros/profile.ts";
import { plainType, type Rosapi } from "../../../perception/ros/rosapi.ts";
import { type Claim, claim } from "./claim.ts";

/** Whether the service of each skill is there, of its type. */
export async function skillClaims(
  api: Rosapi,
  { skills }: RobotProfile,
): Promise<readonly Claim[]> {
  const claims: Claim[] = [];
  for (const [verb, skill] of Object.entries(skills)) {
    if (skill === undefined) continue;
    const path = `skills.${verb}`;
    const type = await api.serviceType(skill.service);
    if (type === undefined)
      claims.push(claim(path, "wrong", `there is no service ${skill.service}`, "start it"));
    else if (type !== plainType(skill.type))
      claims.push(claim(`${path}.type`, "wrong", `${skill.service} is ${type}`, `write ${type}`));
    else claims.push(claim(path, "ok", skill.service));
  }
  return claims;
}
