/** Names of query parameters that carry what must not be written down. */
const SECRET = /token|key|secret|pass|auth|credential|signature|jwt/i;

/**
 * Why an address will not do as a rosbridge's, fit to follow its name; `undefined` where it will.
 * Never repeats the address, as a secret may stand in it.
 */
export function bridgeUrlProblem(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "ws:" && url?.protocol !== "wss:")
    return "is not a ws:// or wss:// address";
  if (url.username !== "" || url.password !== "")
    return "carries a user or password: an address is written into runs, so put it into the profile's headers";
  const secret = [...url.searchParams.keys()].find((name) => SECRET.test(name));
  if (secret !== undefined)
    return `carries a secret ("${secret}"): an address is written into runs, so put it into the profile's headers`;
  return undefined;
}
