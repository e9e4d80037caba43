/** Text that is safe anywhere in HTML, attribute values included. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

/** A template whose values are escaped; a value made by `html` itself, or a list of such, is kept. */
export type Html = { readonly html: string };

type Value = string | number | Html | readonly Html[];

const render = (value: Value): string => {
  if (typeof value === "string" || typeof value === "number") return escapeHtml(String(value));
  return "html" in value ? value.html : value.map((it) => it.html).join("");
};

export const html = (parts: TemplateStringsArray, ...values: readonly Value[]): Html => ({
  html: parts.map((part, i) => (i === 0 ? part : render(values[i - 1]!) + part)).join(""),
});

const STYLE = `
:root { color-scheme: light dark; --ink: #1c2024; --paper: #fcfcfb; --line: #dcdcd6; --soft: #6b7075;
  --good: #1a7f4b; --bad: #b3261e; --tint: #f1f1ec }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e8e4; --paper: #17191b; --line: #34383c;
  --soft: #9aa0a6; --good: #5fd099; --bad: #ff8a80; --tint: #202325 } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 66rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem; margin-bottom: .2rem } h2 { font-size: 1.1rem; margin: 0 }
.soft { color: var(--soft) } .good { color: var(--good) } .bad { color: var(--bad) }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top }
.scene { position: relative } .scene img, .scene svg { width: 100%; display: block; border-radius: 6px }
.scene svg { position: absolute; inset: 0 }
article { border: 1px solid var(--line); border-radius: 8px; padding: 1rem; margin: 1rem 0 }
.photos { display: flex; gap: .8rem; flex-wrap: wrap; margin-top: .8rem }
figure { margin: 0; width: 15rem } figure img { width: 100%; border-radius: 4px }
figcaption { font-size: .85rem } .bar { display: inline-block; height: .55rem; border-radius: 2px;
  background: currentColor; vertical-align: middle }
`;

/** One page that needs nothing beside itself: no script, no request. It may load itself anew. */
export function page(title: string, body: Html, options: { reloadS?: number } = {}): string {
  const { reloadS } = options;
  const reload = reloadS === undefined ? "" : `\n<meta http-equiv="refresh" content="${reloadS}">`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">${reload}
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body>${body.html}</body></html>
`;
}
