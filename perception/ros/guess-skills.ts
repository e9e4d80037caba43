import { VERBS, type Verb } from "../tidy-action.ts";
import type { RobotGraph } from "./robot-graph.ts";
import type { Rosapi } from "./rosapi.ts";

/** A service named after a verb; `fits` where its request has the fields that are sent by default. */
export type GuessedSkill = {
  readonly verb: Verb;
  readonly service: string;
  readonly type: string;
  readonly fits: boolean;
};

const SENT: Readonly<Record<string, string>> = {
  target: "geometry_msgs/PoseStamped",
  label: "string",
  text: "string",
};

/** The services that are named after what hands can do here: relocate, store, clean and so on. */
export async function guessSkills(
  { services, dialect }: RobotGraph,
  api: Rosapi,
): Promise<readonly GuessedSkill[]> {
  const skills: GuessedSkill[] = [];
  for (const verb of VERBS.filter((it) => it !== "leave" && it !== "ask")) {
    const service = services.find((name) => name.split("/").at(-1) === verb);
    const type = service && (await api.serviceType(service));
    if (service === undefined || type === undefined) continue;
    const asked = dialect === "ros1" ? type : type?.replace("/", "/srv/");
    const fields = await api.fields("request", asked ?? "");
    const fits = Object.entries(SENT).every(([name, kind]) =>
      fields.some((field) => field.name === name && field.type === kind),
    );
    skills.push({ verb, service, type: type ?? "", fits });
  }
  return skills;
}
