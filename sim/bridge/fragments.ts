import { z } from "zod";

const fragment = z.object({
  id: z.union([z.string(), z.number()]),
  data: z.string(),
  num: z.number().int().nonnegative(),
  total: z.number().int().positive().max(100_000),
});

/** What a client may have lying here in pieces, characters. */
const MOST_HELD = 64 * 1024 * 1024;

type Pieces = { readonly total: number; readonly parts: Map<number, string>; length: number };

/** Puts the fragments that one client sends together again. */
export class Fragments {
  readonly #begun = new Map<string | number, Pieces>();
  #held = 0;

  /** Takes an operation `fragment`; the text of the whole message once it is complete. */
  take(message: unknown): string | undefined {
    const read = fragment.safeParse(message);
    if (!read.success) return undefined;
    const { id, data, num, total } = read.data;
    const pieces = this.#begun.get(id) ?? { total, parts: new Map<number, string>(), length: 0 };
    if (num >= pieces.total || total !== pieces.total || pieces.parts.has(num)) return undefined;
    this.#begun.set(id, pieces);
    pieces.parts.set(num, data);
    pieces.length += data.length;
    this.#held += data.length;
    if (pieces.parts.size === total) {
      this.#forget(id);
      return Array.from({ length: total }, (_, i) => pieces.parts.get(i)).join("");
    }
    for (const oldest of this.#begun.keys()) if (this.#held > MOST_HELD) this.#forget(oldest);
    return undefined;
  }

  #forget(id: string | number): void {
    this.#held -= this.#begun.get(id)?.length ?? 0;
    this.#begun.delete(id);
  }
}
