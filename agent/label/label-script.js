// Runs in the reader's browser, from disk: it asks nobody for anything, and makes no markup of text.

const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const keyOf = (item) => `${item.surface}/${item.object}`;
const place = `tactful-label ${data.fingerprint}`;

let annotator = "";
let at = 0;
/** By object: { choice: option number or "none", comment }. */
let votes = {};

function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  Object.assign(element, properties);
  element.append(...children);
  return element;
}

function stored(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function store() {
  try {
    localStorage.setItem(place, annotator);
    if (annotator !== "") {
      localStorage.setItem(`${place} ${annotator}`, JSON.stringify({ at, votes }));
    }
    byId("kept").hidden = true;
  } catch {
    byId("kept").hidden = false;
  }
}

/** Says so at once where nothing will be kept; touches nothing that is. */
function probe() {
  try {
    localStorage.setItem("tactful-label", "");
  } catch {
    byId("kept").hidden = false;
  }
}

function recall(name) {
  annotator = name;
  at = 0;
  votes = {};
  try {
    const kept = JSON.parse(stored(`${place} ${name}`) ?? "{}");
    votes = kept.votes ?? {};
    at = Math.min(Math.max(0, kept.at ?? 0), data.items.length - 1);
  } catch {
    // What cannot be read is begun anew.
  }
}

/** Each person sees the options in an order of their own, so that no place in the list is favoured. */
function shuffled(options, text) {
  let hash = 2166136261;
  for (const letter of text) hash = Math.imul(hash ^ letter.codePointAt(0), 16777619);
  const random = () => {
    hash = (hash + 0x6d2b79f5) | 0;
    let t = Math.imul(hash ^ (hash >>> 15), 1 | hash);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const mixed = [...options];
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [mixed[i], mixed[j]] = [mixed[j], mixed[i]];
  }
  return mixed;
}

function photo(index, name, box, size) {
  const frame = make("span", { className: "frame" });
  frame.append(make("img", { src: data.photos[index], alt: name }));
  if (box) {
    const mark = make("span", { className: "box" });
    const share = (part, whole) => `${(100 * part) / whole}%`;
    mark.style.left = share(box.x, size.widthPx);
    mark.style.top = share(box.y, size.heightPx);
    mark.style.width = share(box.width, size.widthPx);
    mark.style.height = share(box.height, size.heightPx);
    frame.append(mark);
  }
  const button = make("button", { type: "button", className: "photo", title: "larger, smaller" });
  button.append(frame, make("span", { textContent: name }));
  button.addEventListener("click", () => button.classList.toggle("large"));
  return button;
}

function choice(item, value, words, digit) {
  const chosen = votes[keyOf(item)]?.choice === value;
  const input = make("input", { type: "radio", name: "choice", value: String(value) });
  input.checked = chosen;
  input.disabled = annotator === "";
  input.addEventListener("change", () => vote({ choice: value }));
  const key = digit < 10 ? [make("kbd", { textContent: String(digit) })] : [];
  return make("label", { className: "option" }, input, ...key, ...words);
}

function vote(part) {
  const key = keyOf(data.items[at]);
  votes[key] = { ...votes[key], ...part };
  store();
  showProgress();
}

function showProgress() {
  const done = data.items.filter((item) => votes[keyOf(item)]?.choice !== undefined).length;
  byId("progress").textContent = `${done} of ${data.items.length} chosen`;
  byId("download").disabled = done === 0;
  for (const [i, option] of [...byId("jump").options].entries()) {
    const item = data.items[i];
    const tick = votes[keyOf(item)]?.choice === undefined ? "" : " \u2713";
    option.textContent = `${i + 1}. ${keyOf(item)}${tick}`;
  }
  byId("jump").value = String(at);
}

function show() {
  const item = data.items[at];
  byId("title").textContent = item.label;
  const about = [item.surface, item.kind, item.instruction, item.situation];
  byId("about").textContent = about.filter((it) => it !== "").join(" \u00b7 ");
  byId("photos").replaceChildren(
    photo(item.scene, "the surface", item.box, item),
    ...item.closeUps.map(({ angle, photo: index }) => photo(index, angle)),
  );
  const mixed = shuffled(item.options, `${data.seed}|${annotator}|${keyOf(item)}`);
  byId("options").replaceChildren(
    make("legend", { textContent: `Which fits the ${item.label} best?` }),
    ...mixed.map(({ number, state, action }, i) =>
      choice(item, number, [make("b", { textContent: state }), `, therefore: ${action}`], i + 1),
    ),
    choice(item, "none", ["none of these fits"], 0),
  );
  byId("comment").value = votes[keyOf(item)]?.comment ?? "";
  byId("comment").disabled = annotator === "";
  byId("who").hidden = annotator !== "";
  byId("back").disabled = at === 0;
  byId("next").disabled = at === data.items.length - 1;
  showProgress();
}

function go(to) {
  if (to < 0 || to >= data.items.length) return;
  at = to;
  store();
  show();
}

/** A cell that a spreadsheet takes for text and never for a formula; the reader takes the quote off. */
const cell = (text) =>
  `"${(/^['=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

function csv() {
  const rows = data.items.flatMap((item) => {
    const { choice: chosen, comment = "" } = votes[keyOf(item)] ?? {};
    if (chosen === undefined) return [];
    const state = item.options.find(({ number }) => number === chosen)?.state ?? "";
    return [[item.surface, item.object, annotator, String(chosen), state, comment]];
  });
  const header = ["surface", "object", "annotator", "choice", "chosen", "comment"];
  return `\uFEFF${[header, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

function download() {
  const address = URL.createObjectURL(new Blob([csv()], { type: "text/csv" }));
  const name = annotator.replaceAll(/[^\p{L}\p{N}]+/gu, "-").replaceAll(/^-|-$/g, "");
  make("a", { href: address, download: `votes-${name || "me"}.csv` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

function pressed(event) {
  const { target, key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const writes = target.matches("textarea, select, input:not([type=radio])");
  if (writes) return;
  if (key === "n") go(at + 1);
  else if (key === "p") go(at - 1);
  else if (/^\d$/.test(key)) {
    const inputs = [...byId("options").querySelectorAll("input")];
    const input = key === "0" ? inputs.at(-1) : inputs.slice(0, -1)[Number(key) - 1];
    if (input === undefined || input.disabled) return;
    input.focus();
    input.click();
  } else return;
  event.preventDefault();
}

for (const [i] of data.items.entries()) byId("jump").append(new Option("", String(i)));
recall(stored(place) ?? "");
byId("annotator").value = annotator;
byId("annotator").addEventListener("change", ({ target }) => {
  recall(target.value.trim());
  store();
  show();
});
byId("comment").addEventListener("input", ({ target }) => vote({ comment: target.value }));
byId("back").addEventListener("click", () => go(at - 1));
byId("next").addEventListener("click", () => go(at + 1));
byId("jump").addEventListener("change", ({ target }) => go(Number(target.value)));
byId("download").addEventListener("click", download);
document.addEventListener("keydown", pressed);
// The same page in another tab: what was chosen there holds here.
window.addEventListener("storage", ({ key }) => {
  if (key !== `${place} ${annotator}`) return;
  const here = at;
  recall(annotator);
  at = here;
  show();
});
byId("page").hidden = false;
probe();
show();
