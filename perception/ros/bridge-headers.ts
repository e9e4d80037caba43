import { TidyError } from "../tidy-error.ts";

type Headers = Readonly<Record<string, string>>;
type Environment = Readonly<Record<string, string | undefined>>;

const VARIABLE = /\$\{(\w+)\}/g;

/** The first variable that headers name and the environment has not. */
export function missingVariable(
  headers: Headers | undefined,
  environment: Environment,
): { readonly header: string; readonly variable: string } | undefined {
  for (const [header, value] of Object.entries(headers ?? {}))
    for (const [, variable] of value.matchAll(VARIABLE))
      if (environment[variable!] === undefined) return { header, variable: variable! };
  return undefined;
}

/** Headers as they are sent: `${NAME}` replaced from the environment. Throws `bad-input`. */
export function expandHeaders(
  headers: Headers | undefined,
  environment: Environment = process.env,
): Headers {
  const missing = missingVariable(headers, environment);
  if (missing !== undefined)
    throw new TidyError(
      "bad-input",
      `headers.${missing.header}: the environment has no ${missing.variable}: export it`,
    );
  const filled = Object.entries(headers ?? {}).map(([header, value]) => {
    const text = value.replace(VARIABLE, (_, variable: string) => environment[variable]!.trim());
    if (/[^\t\x20-\x7e]/.test(text))
      throw new TidyError("bad-input", `headers.${header}: is not one line of plain characters`);
    return [header, text];
  });
  return Object.fromEntries(filled);
}
