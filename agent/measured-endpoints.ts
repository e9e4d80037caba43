import type { RunConfig } from "../datasets/run-format.ts";
import { addressFromEnvironment, endpointAddress } from "../perception/openai/endpoint-address.ts";
import {
  type EndpointKnowledge,
  endpointKnowledgeSchema,
} from "../perception/openai/endpoint-knowledge.ts";
import {
  keptEndpoint,
  keptEndpointsPath,
  readKeptEndpoints,
} from "../perception/openai/kept-endpoints.ts";
import type { EndpointMeasurement } from "../perception/openai/measure/measurement.ts";
import { TidyError } from "../perception/tidy-error.ts";
import type { ModelNames } from "./models.ts";

const OPENAI = /^openai:/;

/**
 * What `doctor --vision` kept of the named models behind the present server, by name: for run.json.
 * A file that cannot be read is told in one line and left alone: a run finds out for itself. Throws
 * `bad-input` where eyes are named that were measured and do not see.
 */
export function measuredEndpoints(
  names: ModelNames,
  tell: (line: string) => void,
): Pick<RunConfig, "endpoints"> {
  const { reasoner, vision, detector } = names;
  const roles = Object.entries({ vision, detector, reasoner }).filter(([, name]) =>
    OPENAI.test(name),
  );
  if (roles.length === 0) return {};
  const { baseUrl, host } = endpointAddress(addressFromEnvironment());
  const kept = keptOrTold(tell);
  const endpoints: Record<string, EndpointKnowledge> = {};
  for (const [role, name] of roles) {
    const measured = keptEndpoint(kept, baseUrl, name.replace(OPENAI, ""));
    if (measured === undefined) continue;
    const when = measured.measuredAt.slice(0, 10);
    if (role !== "reasoner" && !measured.sees) {
      const { right, of } = measured.shapes;
      const cards = of === 0 ? "it takes no pictures" : `${right} of ${of} cards told right`;
      throw new TidyError(
        "bad-input",
        `--${role} ${name}: it is no use as eyes (${cards}, measured ${when}); name another, or measure again: tactful doctor --vision ${name}`,
      );
    }
    if (endpoints[name] === undefined) tell(`${name} at ${host} is used as measured on ${when}`);
    endpoints[name] = endpointKnowledgeSchema.parse(measured);
  }
  return Object.keys(endpoints).length > 0 ? { endpoints } : {};
}

function keptOrTold(tell: (line: string) => void): readonly EndpointMeasurement[] {
  try {
    return readKeptEndpoints(keptEndpointsPath());
  } catch (error) {
    if (!(error instanceof TidyError)) throw error;
    tell(error.message);
    return [];
  }
}
