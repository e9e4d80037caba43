import { z } from "zod";

/** What a template for a camera's goal may ask for, written `$name`. */
export const POSE_PLACEHOLDERS = [
  "poseStamped",
  "pose",
  "position",
  "orientation",
  "header",
  "frame",
] as const;
/** The same for a skill, which is told in words too what to do. */
export const SKILL_PLACEHOLDERS = [...POSE_PLACEHOLDERS, "label", "text", "verb"] as const;

export type Placeholder = (typeof SKILL_PLACEHOLDERS)[number];

const PLACEHOLDER = /^\$([A-Za-z]\w*)$/;

/** A message with holes: any YAML, in which only these strings, exactly `$name`, are filled in. */
export const templateSchema = (allowed: readonly Placeholder[]) =>
  z.record(z.string(), z.json()).superRefine((template, context) => {
    for (const [path, name] of holesIn(template)) {
      if (allowed.some((it) => it === name)) continue;
      const known = allowed.map((it) => `$${it}`).join(", ");
      context.addIssue({ code: "custom", path, message: `$${name} is none of ${known}` });
    }
  });

/** The message that a template stands for. Holes without a value are left out of no message: all are given. */
export function fillTemplate(
  template: unknown,
  values: Readonly<Partial<Record<Placeholder, unknown>>>,
): unknown {
  if (Array.isArray(template)) return template.map((item) => fillTemplate(item, values));
  if (typeof template === "object" && template !== null)
    return Object.fromEntries(
      Object.entries(template).map(([key, value]) => [key, fillTemplate(value, values)]),
    );
  const name = typeof template === "string" ? PLACEHOLDER.exec(template)?.[1] : undefined;
  return name === undefined ? template : values[name as Placeholder];
}

/** Whether the message tells a place, and so needs one. */
export const needsPose = (template: unknown): boolean =>
  holesIn(template).some(([, name]) => POSE_PLACEHOLDERS.some((it) => it === name));

function holesIn(
  value: unknown,
  path: readonly (string | number)[] = [],
): [(string | number)[], string][] {
  if (typeof value === "string") {
    const name = PLACEHOLDER.exec(value)?.[1];
    return name === undefined ? [] : [[[...path], name]];
  }
  if (Array.isArray(value)) return value.flatMap((item, i) => holesIn(item, [...path, i]));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => holesIn(item, [...path, key]));
}

/** What a reply must say to count as success: the value at a path like `error_code.val`. */
export const succeededWhenSchema = z.strictObject({
  path: z.string().min(1),
  equals: z.union([z.string(), z.number(), z.boolean()]),
});

export type SucceededWhen = z.infer<typeof succeededWhenSchema>;

/** Whether a reply says so; else what it says instead, in one line. */
export function judgeReply(
  { path, equals }: SucceededWhen,
  reply: unknown,
): { readonly ok: boolean; readonly text: string } {
  let found: unknown = reply;
  for (const key of path.split(".")) {
    found =
      typeof found === "object" && found !== null && Object.hasOwn(found, key)
        ? (found as Readonly<Record<string, unknown>>)[key]
        : undefined;
  }
  const told = typeof found === "bigint" ? Number(found) : found;
  const said = found === undefined ? "nothing" : String(JSON.stringify(told)).slice(0, 100);
  return { ok: told === equals, text: `${path} is ${said}, not ${JSON.stringify(equals)}` };
}
