/** What a command is given: a signal that Ctrl-C aborts. It answers with an exit code. */
export type Edge = { readonly signal: AbortSignal; finish(code: number): void };
