import pc from "picocolors";
import type { RunEvent } from "../datasets/run-format.ts";
import type { Reply } from "../perception/question.ts";
import { SITUATION_FACTS, type Situation, type SituationFact } from "../perception/situation.ts";
import type { SceneObject } from "../perception/surface.ts";
import type { RunRecord } from "./record.ts";

/** "people away, time after", or that nothing is known. */
export function situationWords(situation: Situation): string {
  const told = (Object.keys(SITUATION_FACTS) as SituationFact[])
    .filter((fact) => situation[fact] !== undefined)
    .map((fact) => `${fact} ${situation[fact]}`);
  return told.length > 0 ? told.join(", ") : "nothing about the people around";
}

/** The likeliest reply and how likely: "yes 97 %". */
export function replyWords({ yes, no, unknown }: Reply): string {
  const [word, p] = Object.entries({ yes, no, unknown }).reduce((a, b) => (b[1] > a[1] ? b : a));
  return `${word} ${percent(p)}`;
}

/** What a detector gives for its word, and its other words: "0.40 or cup 0.40"; nothing where none named it. */
export function scoreWords({ detected }: SceneObject): string {
  if (detected === undefined) return "";
  const others = detected.orElse?.map(({ label, score }) => ` or ${label} ${score.toFixed(2)}`);
  return `${detected.score.toFixed(2)}${others?.join("") ?? ""}`;
}

const quoted = ({ text }: { readonly text: string }): string =>
  `"${text.length > 120 ? `${text.slice(0, 120)}…` : text}"`;

export const percent = (p: number): string => `${Math.round(p * 100)} %`;

/** Tells a run as it happens, an event at a time, in lines for a person at a terminal. */
export function narrator(write: (line: string) => void) {
  const name = (id: string) => pc.bold(id);
  return (event: RunEvent, record: RunRecord): void => {
    const object = (id: string) => record.objects.find((it) => it.object.id === id);
    switch (event.kind) {
      case "connected":
        write(`${pc.dim("robot")}     ${event.robot}`);
        write(`${pc.dim("asked to")}  ${record.surface.instruction}`);
        write(`${pc.dim("told")}      ${situationWords(record.surface.situation)}`);
        return;
      case "described":
        write(`${pc.dim("sees")}      ${event.text}`);
        return;
      case "found":
        if (event.blind !== undefined) write(pc.yellow(`blind     ${event.blind}`));
        write(
          `${pc.dim("finds")}     ` +
            (event.objects
              .map((it) => (it.detected ? `${it.id} ${pc.dim(scoreWords(it))}` : it.id))
              .join(", ") || "nothing"),
        );
        return;
      case "beyond":
        write(pc.yellow(`careful   ${event.reason}`));
        return;
      case "chose": {
        const { step } = event;
        if (step.kind !== "look") return;
        const it = object(step.objectId);
        const question = it?.questions.find(({ text }) => text === step.questions[0]);
        const worth = step.gain === 0 ? "" : ` ${pc.dim(`(worth ${step.gain.toFixed(2)})`)}`;
        write(
          `${pc.cyan("looks")}     at ${name(step.objectId)} from the ${step.angle}${worth}` +
            (question ? `: ${question.text} ${pc.dim(question.because)}` : ""),
        );
        return;
      }
      case "refused":
        write(pc.yellow(`refused   ${event.view}: ${event.reason}`));
        return;
      case "answered": {
        if (event.view === "scene" || event.answers.length === 0) return;
        const told = event.answers
          .filter((it) => it.unknown < 0.5)
          .map((it) => `${it.question} ${pc.bold(replyWords(it))}`);
        const learned =
          told.length > 0 ? told.join(pc.dim(" · ")) : pc.dim("nothing new from there");
        write(`${pc.dim("learns")}    ${name(event.objectId)}: ${learned}`);
        return;
      }
      case "decided": {
        const { action, probability, because, objectId } = event.decision;
        const looks = object(objectId)?.looks.length ?? 0;
        const after =
          looks === 0 ? "from the scene photo" : `after ${looks} look${looks > 1 ? "s" : ""}`;
        write(
          `${pc.green("decides")}   ${name(objectId)}: ${pc.bold(action.text)} ` +
            pc.dim(`(${action.verb}, ${percent(probability)}, ${after}) ${because}`),
        );
        return;
      }
      case "consent":
        if (event.by === "none") write(pc.dim(`not done  ${event.objectId}: ${event.why}`));
        return;
      case "acted": {
        const what = object(event.objectId)?.decision?.action.text ?? "";
        const done = event.done === true ? "done" : pc.yellow(event.done ? "unsure" : "not done");
        const told = event.done === true ? "" : pc.dim(` (${event.text})`);
        write(`${pc.dim("does")}      ${name(event.objectId)}: ${what}: ${done}${told}`);
        return;
      }
      case "verified":
        if (event.seen === "still there")
          write(pc.yellow(`checks    ${event.objectId}: ${event.seen}`));
        return;
      case "photo-left":
        write(pc.yellow(`photo     ${event.photo.slice(0, 8)} goes to ${event.host}`));
        return;
      case "read": {
        const { view, texts, likeAnOrder, failed } = event;
        if (failed !== undefined) write(pc.yellow(`unread    ${view}: ${failed}`));
        if (texts.length > 0)
          write(`${pc.dim("reads")}     ${view}: ${texts.map(quoted).join(", ")}`);
        for (const text of likeAnOrder)
          write(pc.yellow(`careful   ${quoted({ text })} reads like an order; it is only data`));
        return;
      }
      case "held":
        write(pc.yellow(`waits     ${event.reason}`));
        return;
      case "resumed":
        write(pc.dim("goes on where it left off"));
        return;
      default:
        return;
    }
  };
}
