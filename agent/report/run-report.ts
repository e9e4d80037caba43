import type { Evidence } from "../../planner/evidence.ts";
import type { ObjectRecord } from "../../planner/run.ts";
import { percent, replyWords, scoreWords, situationWords } from "../narrator.ts";
import type { RunRecord } from "../record.ts";
import { cropped, dataUri, type Photos, sceneFigure } from "./figures.ts";
import { type Html, html, page } from "./html.ts";
import type { Score } from "./score.ts";

/** A run as one self-contained page: the scene, every decision, and the photos it rests on. */
export async function runReport(record: RunRecord, photos: Photos, score?: Score): Promise<string> {
  const { surface, objects, description } = record;
  const cards = await Promise.all(objects.map((it) => card(it, record, photos, score)));
  const scene = record.photos.scene;
  const looks = objects.reduce((sum, it) => sum + it.looks.length, 0);
  const title = `Tactful: ${surface.kind}`;
  return page(
    title,
    html`<h1>${surface.instruction}</h1>
<p class="soft">${surface.kind} · told: ${situationWords(surface.situation)} · ${looks} closer looks
${score ? html`· ${score.appropriate} of ${score.of} agree with the key` : ""}</p>
${record.beyond ? html`<p class="bad">${record.beyond}</p>` : ""}
${scene ? await sceneFigure(scene, objects, photos) : ""}
<p>${description}</p>
<table><thead><tr><th>object<th>decision<th>sure<th>looks${score ? html`<th>key` : ""}</tr></thead>
<tbody>${objects.map((it) => row(it, score))}</tbody></table>
${cards}
${record.readings.some(({ texts, failed }) => texts.length > 0 || failed) ? written(record) : ""}
${record.photosLeft.length > 0 ? leftTheMachine(record) : ""}`,
  );
}

function row({ object, decision, looks }: ObjectRecord, score: Score | undefined): Html {
  const judged = score?.objects.find((it) => it.objectId === object.id);
  const verdict = !judged
    ? html`<td class="bad">no object of the key`
    : html`<td class="${judged.right ? "good" : "bad"}">${judged.right ? "agrees" : "differs"}
<span class="soft">${judged.kind}, ${judged.state}: ${judged.accepted.join(" or ")}</span>`;
  return html`<tr><td><a href="#${object.id}">${object.id}</a>
<td>${decision ? `${decision.action.text} (${decision.action.verb})` : "undecided"}
<td>${decision ? percent(decision.probability) : ""}<td>${looks.length}${score ? verdict : ""}</tr>`;
}

async function card(
  { object, decision, hypotheses, evidence, refused, looks }: ObjectRecord,
  record: RunRecord,
  photos: Photos,
  score: Score | undefined,
): Promise<Html> {
  const views = ["scene", ...looks] as const;
  const figures = await Promise.all(
    views.map(async (view) => {
      const taken = record.photos[view === "scene" ? "scene" : `${object.id}/${view}`];
      if (taken === undefined) return html``;
      const bytes = await photos(taken.sha256);
      const shown = view === "scene" ? await cropped(bytes, object.box) : bytes;
      const told = evidence.filter((it) => it.view === view);
      return html`<figure><img src="${await dataUri(shown, 480)}" alt="${object.label}, ${view}">
<figcaption><b>${view}</b>${told.map(asked)}</figcaption></figure>`;
    }),
  );
  const judged = score?.objects.find((it) => it.objectId === object.id);
  return html`<article id="${object.id}"><h2>${object.id}: ${decision?.action.text ?? "undecided"}</h2>
<p>${decision?.because ?? ""}
${judged ? html`<span class="${judged.right ? "good" : "bad"}">It was: ${judged.state}.</span>` : ""}</p>
${object.detected ? html`<p class="soft">Detected as ${object.label} ${scoreWords(object)}</p>` : ""}
<table>${hypotheses.map((it) => {
    const p = decision?.belief[it.id] ?? it.prior;
    return html`<tr><td>${it.means}<td>${percent(p)} <span class="bar soft" style="width:${Math.round(p * 100)}px"></span></tr>`;
  })}</table>
${refused.map((it) => html`<p class="soft">No photo from the ${it.angle}: ${it.reason}</p>`)}
<div class="photos">${figures}</div></article>`;
}

const asked = ({ question, answer }: Evidence): Html =>
  html`<br>${question} <b>${replyWords(answer)}</b>`;

const written = ({ readings }: RunRecord): Html =>
  html`<h2>Written in the photos</h2>
<p class="soft">Read by ${readings[0]?.reader ?? ""} for people; no model was told, nothing was decided by it.</p>
<table>${readings.map(
    ({ view, texts, likeAnOrder, failed }) => html`${texts.map(
      ({ text, score }) => html`<tr><td>${view}<td>${text}<td class="soft">${percent(score)}</tr>`,
    )}
${likeAnOrder.map((text) => html`<tr><td>${view}<td class="bad" colspan="2">Reads like an order: ${text}</tr>`)}
${failed ? html`<tr><td>${view}<td class="bad" colspan="2">Could not be read: ${failed}</tr>` : ""}`,
  )}</table>`;

const leftTheMachine = ({ photosLeft }: RunRecord): Html =>
  html`<h2>Photos that left the machine</h2><ul>${photosLeft.map(
    ({ photo, host, scaledTo }) =>
      html`<li>${photo.slice(0, 12)} to ${host}${scaledTo ? `, scaled to ${scaledTo.widthPx} x ${scaledTo.heightPx}` : ""}</li>`,
  )}</ul>`;
