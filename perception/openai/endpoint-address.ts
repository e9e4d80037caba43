import { TidyError } from "../tidy-error.ts";

/** Where a server is and which key it gets; `hint` is what an answer of 404 or 401 probably means. */
export type EndpointAddress = {
  /** Without slash at the end, user, password or query: fit to be printed and kept. */
  readonly baseUrl: string;
  readonly host: string;
  /** Absent where none is given, or where the one given is for another host. */
  readonly apiKey?: string;
  /** Why the key that was given stays here. */
  readonly keyStays?: string;
};

export type AddressOptions = {
  /** OpenAI's own where absent or empty. */
  readonly baseUrl?: string | undefined;
  readonly apiKey?: string | undefined;
  /** The one host that the key is for; where absent, told by the key's first letters. */
  readonly keyHost?: string | undefined;
};

const OPENAI_URL = "https://api.openai.com/v1";

/** Keys that tell by their first letters whose they are. Others may be anybody's. */
const KEY_OWNERS: readonly (readonly [RegExp, string])[] = [
  [/^sk-(proj|svcacct|admin)-/, "openai.com"],
  [/^sk-ant-/, "anthropic.com"],
  [/^sk-or-/, "openrouter.ai"],
  [/^gsk_/, "groq.com"],
  [/^AIza/, "googleapis.com"],
];

/** The address and key that OPENAI_BASE_URL, OPENAI_API_KEY and OPENAI_API_KEY_HOST name. */
export function addressFromEnvironment(env: NodeJS.ProcessEnv = process.env): AddressOptions {
  const { OPENAI_BASE_URL, OPENAI_API_KEY, OPENAI_API_KEY_HOST } = env;
  return { baseUrl: OPENAI_BASE_URL, apiKey: OPENAI_API_KEY, keyHost: OPENAI_API_KEY_HOST };
}

/** A server's address, made fit to use. Throws `bad-input` that shows neither password nor key. */
export function endpointAddress(options: AddressOptions): EndpointAddress {
  const url = checkedUrl(options.baseUrl?.trim() || OPENAI_URL);
  const given = checkedKey(options.apiKey);
  const stays = given === undefined ? undefined : whyKeyStays(given, url, options.keyHost?.trim());
  if (within(url.hostname, "openai.com") && (given === undefined || stays !== undefined)) {
    const why = stays === undefined ? "" : `: ${stays}`;
    throw new TidyError("bad-input", `${url.host} needs a key: set OPENAI_API_KEY${why}`);
  }
  return {
    baseUrl: url.href.replace(/\/+$/, ""),
    host: url.host,
    ...(given !== undefined && stays === undefined ? { apiKey: given } : {}),
    ...(stays !== undefined ? { keyStays: stays } : {}),
  };
}

/** What to look at after an answer of `status` from an address; nothing for other answers. */
export function addressHint(
  { baseUrl, apiKey, keyStays }: EndpointAddress,
  status: unknown,
): string {
  if (status === 404 && !/\/v\d+[a-z]*(\/|$)/.test(new URL(baseUrl).pathname))
    return `; such addresses mostly end in /v1: OPENAI_BASE_URL=${baseUrl}/v1`;
  if (status !== 401 && status !== 403) return "";
  if (keyStays !== undefined) return `; no key was sent: ${keyStays}`;
  return apiKey === undefined ? "; no key was sent: set OPENAI_API_KEY" : "";
}

/** Whether what is sent there can be read on the way. */
export const isOpenToReaders = ({ baseUrl }: EndpointAddress): boolean => {
  const { protocol, hostname } = new URL(baseUrl);
  return protocol === "http:" && !/^(localhost|127\.|\[::1\])/.test(hostname);
};

function checkedUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new TidyError(
      "bad-input",
      "OPENAI_BASE_URL is not an http or https address; one looks like http://127.0.0.1:11434/v1",
    );
  if (url.username || url.password || url.search)
    throw new TidyError(
      "bad-input",
      "OPENAI_BASE_URL holds a secret (user, password or ?query): put it in OPENAI_API_KEY",
    );
  url.hash = "";
  url.pathname = url.pathname.replace(/\/+(chat\/completions\/*)?$/, "");
  return url;
}

function checkedKey(given: string | undefined): string | undefined {
  const key = given?.trim() ?? "";
  if (key === "") return undefined;
  if (!/^[\x21-\x7e]+$/.test(key))
    throw new TidyError("bad-input", "OPENAI_API_KEY holds characters that no key has");
  return key;
}

function whyKeyStays(key: string, url: URL, keyHost: string | undefined): string | undefined {
  if (keyHost) {
    return keyHost === url.host || keyHost === url.hostname
      ? undefined
      : `OPENAI_API_KEY_HOST says that it is for ${keyHost}`;
  }
  const [, owner] = KEY_OWNERS.find(([letters]) => letters.test(key)) ?? [];
  return owner === undefined || within(url.hostname, owner)
    ? undefined
    : `by its first letters it is a key of ${owner} (send it all the same: OPENAI_API_KEY_HOST=${url.host})`;
}

const within = (hostname: string, domain: string): boolean =>
  hostname === domain || hostname.endsWith(`.${domain}`);
