/** A JSON Schema, as far as replies need one. */
export type JsonSchema = {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly enum?: readonly unknown[];
};

/** More objects than this in one reply is babble. */
const MOST_OBJECTS = 20;

/**
 * The JSON objects in what a model wrote, in order: whatever stands around them (prose, fences,
 * <think> blocks) is passed over; what does not parse is left out.
 */
export function jsonObjectsIn(text: string): readonly unknown[] {
  const found: unknown[] = [];
  const said = withoutThinking(text);
  let from = 0;
  for (let tries = 0; tries < MOST_OBJECTS; tries++) {
    const start = said.indexOf("{", from);
    if (start < 0) break;
    const end = endOfObject(said, start);
    const value = end === undefined ? undefined : parse(said.slice(start, end));
    if (value !== undefined) found.push(value);
    from = value === undefined ? start + 1 : end!;
  }
  return found;
}

/** What is left of a reply once a model's thinking aloud is taken away. In linear time. */
export function withoutThinking(text: string): string {
  let said = "";
  let depth = 0;
  let from = 0;
  for (const tag of text.matchAll(/<(\/?)think(?:ing)?>/gi)) {
    if (depth === 0) said += text.slice(from, tag.index);
    from = tag.index + tag[0].length;
    if (tag[1] === "") depth = 1;
    else {
      // Some chat templates open the block themselves, so that only its end is in the reply.
      if (depth === 0) said = "";
      depth = 0;
    }
  }
  return (depth === 0 ? said + text.slice(from) : said).trim();
}

function endOfObject(text: string, start: number): number | undefined {
  let depth = 0;
  let quoted = false;
  for (let i = start; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c === "\\") i++;
      else if (c === '"') quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === "{") depth++;
    else if (c === "}" && --depth === 0) return i + 1;
  }
  return undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The value with harmless slips mended: words of an enum in the wrong case, numbers written as
 * text. Anything else stays as it is, for the schema to refuse.
 */
export function fitToSchema(value: unknown, schema: JsonSchema): unknown {
  if (typeof value === "string") {
    const word = value.trim().toLowerCase();
    const match = schema.enum?.find((v) => typeof v === "string" && v.toLowerCase() === word);
    if (match !== undefined) return match;
    const isNumber = schema.type === "number" || schema.type === "integer";
    return isNumber && /^-?\d+(\.\d+)?$/.test(word) ? Number(word) : value;
  }
  if (Array.isArray(value)) {
    const { items } = schema;
    return items === undefined ? value : value.map((item) => fitToSchema(item, items));
  }
  if (typeof value === "object" && value !== null && schema.properties !== undefined) {
    const properties = schema.properties;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => {
        const known = Object.hasOwn(properties, key) ? properties[key] : undefined;
        return [key, known === undefined ? inner : fitToSchema(inner, known)];
      }),
    );
  }
  return value;
}
