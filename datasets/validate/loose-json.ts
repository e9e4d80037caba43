type Path = readonly PropertyKey[];

/** The value at a path of any JSON, or `undefined` where the path leads nowhere. */
export function valueAt(json: unknown, path: Path): unknown {
  let value = json;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

export function textAt(json: unknown, path: Path): string | undefined {
  const value = valueAt(json, path);
  return typeof value === "string" ? value : undefined;
}

/** The paths of a list's elements; none where there is no list. */
export function elementsOf(json: unknown, path: Path): readonly Path[] {
  const value = valueAt(json, path);
  return Array.isArray(value) ? value.map((_, i) => [...path, i]) : [];
}
