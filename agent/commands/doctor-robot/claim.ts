import type { Finding } from "../finding.ts";

/** A finding about a place of the profile. */
export type Claim = Omit<Finding, "where"> & { readonly path: readonly string[] };

/** What was found at a place, written with dots; named by it unless `what` is given. */
export const claim = (
  path: string,
  state: Finding["state"],
  found: string,
  todo?: string,
  what = path,
): Claim => ({ what, state, found, path: path.split("."), ...(todo !== undefined && { todo }) });

/** What `find` finds is right; what it throws is wrong there, and `todo` helps. */
export function attempt(path: string, todo: string, find: () => string): Claim {
  try {
    return claim(path, "ok", find());
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return claim(path, "wrong", found, todo);
  }
}
