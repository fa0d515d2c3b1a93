/** The lines that put a token to use, for this server's address. */

/** Return what a machine needs to log to the server; the token carries the address. */
export function environmentLines(token: string): string {
  return ["pip install seamark", `export SEAMARK_TOKEN=${token}`].join("\n");
}

/** Return what code that imports neptune needs: its client talks plain http only where it is told to. */
export function neptuneLines(token: string, address: string): string {
  const lines = [`export NEPTUNE_API_TOKEN=${token}`];
  if (address.startsWith("http:")) lines.push("export OAUTHLIB_INSECURE_TRANSPORT=1");
  return lines.join("\n");
}
