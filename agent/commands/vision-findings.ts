import type {
  EndpointMeasurement,
  Outcome,
  SaidCounts,
} from "../../perception/openai/measure/measurement.ts";
import { chanceOfGuessing } from "../../perception/openai/measure/probe-sight.ts";
import type { Finding } from "./finding.ts";

/** Below this share of right answers on cards, a model is worth a warning. */
const ENOUGH = 0.8;
/** Mean overlap of boxes on cards below which places on photos are vague. */
const PRECISE = 0.75;

/** A measurement told to people: one finding an ability, with what to do about what is missing. */
export function visionFindings(it: EndpointMeasurement, keptIn: string): readonly Finding[] {
  return [
    sight(it),
    ...(it.answers ? [answers(it.answers), odds(it)] : []),
    json(it),
    ...(it.cardBoxes ? [boxes(it, it.cardBoxes)] : []),
    ...(it.sides ? [pictures(it)] : []),
    ...(it.answerSeconds ? [speed(it, it.answerSeconds)] : []),
    {
      what: "kept",
      state: "ok",
      found: `${keptIn}: used from now on for openai:${it.model} at ${new URL(it.baseUrl).host}`,
    },
  ];
}

function sight({ shapes, sees, takesNoPictures, model }: EndpointMeasurement): Finding {
  const { right, numbers, unreadable, of } = shapes;
  if (takesNoPictures !== undefined) {
    const todo = "name a model with eyes (and start llama.cpp with its --mmproj)";
    return { what: "sees", state: "wrong", found: `takes no pictures: ${takesNoPictures}`, todo };
  }
  const told = `shape and colour of ${right} of ${of} cards, the number on ${numbers}`;
  if (!sees && unreadable > of / 2) {
    const found = `${unreadable} of ${of} replies were not the JSON that was asked for`;
    const todo = `use a model that keeps to a JSON schema; openai:${model} is refused as --vision and --detector`;
    return { what: "sees", state: "wrong", found, todo };
  }
  if (!sees) {
    const chance = chanceOfGuessing(right, of).toFixed(right === 0 ? 0 : 2);
    return {
      what: "sees",
      state: "wrong",
      found: `does not see: told ${told} (a guesser does as well with probability ${chance})`,
      todo: `use another model as eyes; openai:${model} is refused as --vision and --detector`,
    };
  }
  return right / of >= ENOUGH
    ? { what: "sees", state: "ok", found: `told ${told}` }
    : { what: "sees", state: "warning", found: `told ${told}`, todo: "a better model sees more" };
}

function answers({ yes, no, hidden }: NonNullable<EndpointMeasurement["answers"]>): Finding {
  const rows = [
    row("shown yes", yes, "yes"),
    row("shown no", no, "no"),
    row("hidden", hidden, "unknown"),
  ];
  const found = `${rows.map(({ text }) => text).join("; ")}; drawings, so not taken for what its answers about photos are worth`;
  const poor = rows.filter(({ share }) => share < ENOUGH);
  if (poor.length === 0) return { what: "answers", state: "ok", found };
  const guesses = poor.some(({ name }) => name === "hidden");
  const todo = guesses
    ? "it answers what it cannot see: decisions will rest on guesses; prefer another model"
    : "it misses what is shown: prefer another model";
  return { what: "answers", state: "warning", found, todo };
}

function row(name: string, said: SaidCounts, right: keyof SaidCounts) {
  const of = Object.values(said).reduce((a, b) => a + b, 0);
  const others = (Object.keys(said) as (keyof SaidCounts)[])
    .filter((word) => word !== right && said[word] > 0)
    .map((word) => `${said[word]} ${word}`);
  const rest = others.length > 0 ? ` (else ${others.join(", ")})` : "";
  return {
    name,
    share: said[right] / of,
    text: `${name}: ${said[right]} of ${of} ${right}${rest}`,
  };
}

const odds = ({ logprobs }: EndpointMeasurement): Finding =>
  logprobs
    ? { what: "token odds", state: "ok", found: "given: answers count by their probabilities" }
    : {
        what: "token odds",
        state: "ok",
        found: "not given: answers count by the confidence that the model states",
      };

function json({ modes, rung, temperatureZero }: EndpointMeasurement): Finding {
  const told = Object.entries(modes).map(([mode, is]) => `${mode} ${is}`);
  const cold = temperatureZero ? "" : "; temperature 0 is refused";
  const used = rung === "text" ? "asks in words alone" : `uses ${rung}`;
  return { what: "JSON", state: "ok", found: `${told.join(", ")}; ${used}${cold}` };
}

function boxes(
  { boxes: usable }: EndpointMeasurement,
  { convention, overlap, of }: NonNullable<EndpointMeasurement["cardBoxes"]>,
): Finding {
  const precision = `mean overlap (IoU) ${overlap.toFixed(2)} on ${of} boxes`;
  if (usable === undefined) {
    const found = `not usable: ${precision}`;
    const todo = "name another --detector, or say where things are with --objects FILE";
    return { what: "boxes", state: "warning", found, todo };
  }
  const { unit, scaled, xFirst } = convention;
  const pixels =
    scaled === undefined
      ? "pixels of the picture sent"
      : scaled.side === "square"
        ? `parts of ${scaled.toPx} of width and height`
        : `pixels after its ${scaled.side} side is scaled to ${scaled.toPx}`;
  const written = { thousandths: "0 to 1000", fractions: "0 to 1", pixels }[unit];
  const found = `${written}, ${xFirst ? "x" : "y"} first; ${precision}`;
  return overlap >= PRECISE
    ? { what: "boxes", state: "ok", found }
    : { what: "boxes", state: "warning", found, todo: "look at its boxes before trusting them" };
}

function pictures({ pictures: limit, encodings, several, sides, weights }: EndpointMeasurement) {
  const end = (tried: readonly { readonly outcome: Outcome }[] = []) => {
    const last = tried.at(-1)?.outcome;
    return last === "refused"
      ? " (more is refused)"
      : last === "misread"
        ? " (larger is misread)"
        : " (more was not tried)";
  };
  const coded = Object.entries(encodings ?? {}).map(
    ([type, outcome]) => `${type.replace("image/", "")} ${outcome}`,
  );
  const together = several ? `; ${several.pictures} in one request ${several.outcome}` : "";
  const found = `up to ${limit.longestPx} px${end(sides)} and ${(limit.bytes / 1e6).toFixed(1)} MB${end(weights)}; jpeg read, ${coded.join(", ")}${together}`;
  return { what: "pictures", state: "ok", found } satisfies Finding;
}

function speed(
  { tokens, requests, seconds }: EndpointMeasurement,
  { median, of }: NonNullable<EndpointMeasurement["answerSeconds"]>,
): Finding {
  const counted = tokens ? `, ${tokens.prompt} tokens in and ${tokens.completion} out` : "";
  const all = `${requests} requests took ${seconds.toFixed(0)} s`;
  const found = `median ${median.toFixed(2)} s an answer (${of} cards)${counted}; ${all}`;
  return { what: "speed", state: "ok", found };
}
