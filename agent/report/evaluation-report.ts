import type { Results } from "../evaluation/results.ts";
import { type Html, html, page } from "./html.ts";

const points = (share: number) => (share * 100).toFixed(1);

const JUDGED: Readonly<Record<Results["judge"], string>> = {
  "authored key":
    "Agreement with an authored key, in percent of the objects that are really there, with 95 % Wilson intervals. The key is authored, not surveyed.",
  "accepted answers":
    "Chosen options that the dataset accepts, in percent of the objects that have accepted answers, with 95 % Wilson intervals.",
};

/** An evaluation as one self-contained page: methods with intervals, comparisons, errors by kind. */
export function evaluationReport(results: Results): string {
  const { dataset, n, judge, methods, comparisons } = results;
  return page(
    `Tactful: ${dataset}`,
    html`<h1>${dataset}</h1>
<p class="soft">${n} surfaces. ${JUDGED[judge]}</p>
<table><thead><tr><th>method<th>agrees<th>95 %<th><th>objects<th>missed<th>looks a decision<th>asks<th>irreversible and wrong</tr></thead>
<tbody>${methods.map(methodRow)}</tbody></table>
<h2>Differences over the same surfaces</h2>
<table><thead><tr><th>a<th>b<th>a - b, points<th>95 %, surfaces resampled<th>p</tr></thead>
<tbody>${comparisons.map(
      (it) => html`<tr><td>${it.a}<td>${it.b}<td>${points(it.difference)}
<td>${points(it.interval[0])} to ${points(it.interval[1])}<td>${it.p.toFixed(4)}</tr>`,
    )}</tbody></table>
${groupTable(methods)}
${twinsTable(methods)}
${notScored(results)}
<h2>By kind</h2>
<table><thead><tr><th>kind<th>objects${methods.map((it) => html`<th>${it.method}`)}</tr></thead>
<tbody>${byKind(results)}</tbody></table>`,
  );
}

const methodRow = (it: Results["methods"][number]): Html =>
  html`<tr><td>${it.method}<td>${it.accuracy === undefined ? "unscored" : points(it.accuracy)}
<td>${it.interval ? `${points(it.interval[0])} to ${points(it.interval[1])}` : ""}
<td><span class="bar" style="width:${Math.round((it.accuracy ?? 0) * 120)}px"></span>
<td>${it.n}<td>${it.missed}<td>${it.looksPerDecision.toFixed(2)}<td>${points(it.helpRate)}
<td>${points(it.irreversibleWrong)}</tr>`;

/** Pairs of surfaces that differ in one thing. */
function twinsTable(methods: Results["methods"]): readonly Html[] {
  const rows = methods.flatMap(({ method, twins }) =>
    twins.map(
      (it) => html`<tr><td>${method}<td>${it.differIn}<td>${points(it.bothRight)}
<td>${points(it.interval[0])} to ${points(it.interval[1])}<td>${it.pairs}</tr>`,
    ),
  );
  if (rows.length === 0) return [];
  return [
    html`<h2>Twins</h2>
<p class="soft">Pairs that differ in one thing alone, and of which both are right.</p>
<table><thead><tr><th>method<th>differ in<th>both right<th>95 %<th>pairs</tr></thead>
<tbody>${rows}</tbody></table>`,
  ];
}

/** States that the norms tell of, those that they leave out, and kinds that they do not know. */
function groupTable(methods: Results["methods"]): readonly Html[] {
  const rows = methods.flatMap(({ method, groups }) =>
    groups.map(
      (it) => html`<tr><td>${method}<td>${it.group}<td>${points(it.accuracy)}
<td>${points(it.interval[0])} to ${points(it.interval[1])}<td>${it.n}</tr>`,
    ),
  );
  if (rows.length === 0) return [];
  return [
    html`<h2>By what the norms and options tell</h2>
<p class="soft">Told: states that the agent's norms speak of. Untold: states that they leave out. Unseen: kinds that they do not know.
None fits: objects of whose options none is right, whatever their state; they are counted here alone.</p>
<table><thead><tr><th>method<th>states<th>agrees<th>95 %<th>objects</tr></thead>
<tbody>${rows}</tbody></table>`,
  ];
}

/** Runs that failed, each with its reason, and objects that nothing is accepted for. */
function notScored({ samples, methods }: Results): readonly Html[] {
  const failed = samples.filter((it) => it.failed !== undefined);
  const open = Math.max(0, ...methods.map((it) => it.unscoredObjects));
  if (failed.length === 0 && open === 0) return [];
  return [
    html`<h2>Not scored</h2>
<p class="soft">Objects without an accepted answer: ${open}. Runs that failed: ${failed.length}.</p>
<table><tbody>${failed.map((it) => html`<tr><td>${it.method}<td>${it.surface}<td>${it.failed ?? ""}</tr>`)}</tbody></table>`,
  ];
}

function byKind({ samples, methods }: Results): readonly Html[] {
  const objects = samples.flatMap((sample) =>
    sample.objects.map((it) => ({ ...it, method: sample.method })),
  );
  return [...new Set(objects.map((it) => it.kind))].sort().map((kind) => {
    const cells = methods.map(({ method }) => {
      const mine = objects.filter((it) => it.kind === kind && it.method === method);
      const right = mine.filter((it) => it.right).length;
      return html`<td>${mine.length === 0 ? "" : points(right / mine.length)}`;
    });
    const n = objects.filter((it) => it.kind === kind && it.method === methods[0]?.method).length;
    return html`<tr><td>${kind}<td>${n}${cells}</tr>`;
  });
}
