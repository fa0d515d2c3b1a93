/** The lines that put a token to use, for this server's address and certificate. */

type Certificate = "none" | "own" | "self-made";

/** Return what a machine needs to log to the server; the token carries the address. */
export function environmentLines(token: string, address: string, certificate: Certificate): string {
  const lines = ["pip install seamark", `export SEAMARK_TOKEN=${token}`];
  if (certificate === "self-made") {
    lines.push(
      `curl --insecure --output seamark.pem ${address}/api/v1/authority.pem`,
      'export SEAMARK_CA_BUNDLE="$PWD/seamark.pem"',
    );
  }
  return lines.join("\n");
}

/** Return what code that imports neptune needs: its client is strict about http, and about who signed a certificate. */
export function neptuneLines(token: string, address: string, certificate: Certificate): string {
  const lines = [`export NEPTUNE_API_TOKEN=${token}`];
  if (address.startsWith("http:")) lines.push("export OAUTHLIB_INSECURE_TRANSPORT=1");
  if (certificate === "self-made") lines.push("export NEPTUNE_ALLOW_SELF_SIGNED_CERTIFICATE=TRUE");
  return lines.join("\n");
}
