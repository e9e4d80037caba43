/** Where a text stops being JSON: line and column from 1, and what was met there. */
export type JsonFault = { readonly line: number; readonly column: number; readonly why: string };

const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])|(?:true|false|null)(?!\w)/y;
const SPACE = /[ \t\r\n]*/y;
const MOST_DEEP = 500;

/**
 * The first place where a text breaks JSON's grammar, and names that one object has twice (JSON.parse
 * keeps the last without a word). Engines word their messages differently, and not all say where.
 */
export function jsonFaults(text: string): {
  readonly broken?: JsonFault;
  readonly twice: readonly JsonFault[];
} {
  const twice: JsonFault[] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const fault = (offset: number, why: string): JsonFault => {
    const before = text.slice(0, offset).split("\n");
    return { line: before.length, column: before.at(-1)!.length + 1, why };
  };
  const took = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const tookString = (): string | undefined => {
    if (text[at] !== '"') return undefined;
    const start = at;
    for (at++; text[at] !== '"'; ) {
      if (text[at] === "\\") {
        if (took(ESCAPE) === undefined) stop("an escape such as \\n or \\u0041");
      } else if (text[at] === undefined || text.charCodeAt(at) < 0x20) stop('"');
      else at++;
    }
    at++;
    return text.slice(start, at);
  };
  const next = (): string | undefined => {
    took(SPACE);
    return text[at];
  };
  const stop = (wanted: string): never => {
    const met = text[at];
    const shown = met === undefined ? "the text ends" : `found ${JSON.stringify(met)}`;
    throw fault(at, `${wanted} expected, but ${shown}`);
  };
  const list = (end: "]" | "}", item: () => void) => {
    at++;
    if (next() === end) {
      at++;
      return;
    }
    for (;;) {
      item();
      const met = next();
      if (met !== "," && met !== end) stop(`"," or "${end}"`);
      at++;
      if (met === end) return;
    }
  };
  const value = (deep: number): void => {
    if (deep > MOST_DEEP) throw fault(at, `more than ${MOST_DEEP} levels deep`);
    const met = next();
    if (met === "[") list("]", () => value(deep + 1));
    else if (met === "{") members(deep + 1);
    else if (tookString() === undefined && took(SCALAR) === undefined) stop("a value");
  };
  const members = (deep: number): void => {
    const names = new Set<string>();
    list("}", () => {
      next();
      const start = at;
      const name: string = JSON.parse(tookString() ?? stop("a name in double quotes"));
      if (names.has(name))
        twice.push(fault(start, `${JSON.stringify(name)} is there twice in one object`));
      names.add(name);
      if (next() !== ":") stop('":"');
      at++;
      value(deep);
    });
  };
  try {
    value(0);
    if (next() !== undefined) stop("the end");
    return { twice };
  } catch (broken) {
    if (broken instanceof Error) throw broken;
    return { broken: broken as JsonFault, twice };
  }
}
