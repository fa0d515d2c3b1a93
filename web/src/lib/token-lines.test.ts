import { expect, test } from "vitest";
import { environmentLines, neptuneLines } from "./token-lines";

test("a token alone is enough", () => {
  const lines = environmentLines("abc", "https://seamark.example.org", "own").split("\n");
  expect(lines).toEqual(["pip install seamark", "export SEAMARK_TOKEN=abc"]);
});

test("a certificate of the server's own making has to be fetched and trusted", () => {
  const lines = environmentLines("abc", "https://sm:8765", "self-made");
  expect(lines).toContain("https://sm:8765/api/v1/authority.pem");
  expect(lines).toContain("export SEAMARK_CA_BUNDLE=");
  expect(neptuneLines("abc", "https://sm:8765", "self-made")).toBe(
    "export NEPTUNE_API_TOKEN=abc\nexport NEPTUNE_ALLOW_SELF_SIGNED_CERTIFICATE=TRUE",
  );
});

test("plain http has to be allowed to Neptune's client, https has not", () => {
  expect(neptuneLines("abc", "http://localhost:8080", "none")).toContain("OAUTHLIB_INSECURE_TRANSPORT=1");
  expect(neptuneLines("abc", "https://seamark.example.org", "none")).toBe("export NEPTUNE_API_TOKEN=abc");
});
