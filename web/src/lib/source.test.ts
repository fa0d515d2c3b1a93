import { describe, expect, it } from "vitest";
import { commitAddress } from "./git-remote";
import { joinPackages, readPackages } from "./packages";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";

describe("commitAddress", () => {
  it.each([
    ["https://github.com/me/digits.git", `https://github.com/me/digits/commit/${COMMIT}`],
    ["git@github.com:me/digits.git", `https://github.com/me/digits/commit/${COMMIT}`],
    ["ssh://git@gitlab.example.org:2222/a/b/c.git", `https://gitlab.example.org/a/b/c/-/commit/${COMMIT}`],
    ["https://bitbucket.org/me/x/", `https://bitbucket.org/me/x/commits/${COMMIT}`],
    ["https://example.org/me/x.git", null],
    ["https://github.com.evil.example/me/x", null],
    ["javascript://github.com/%0aalert(1)", null],
    ["git@github.com:../../evil", null],
    ["/home/me/repo", null],
    ["", null],
  ])("of %s is %s", (remote, address) => expect(commitAddress(remote, COMMIT)).toBe(address));
  it("is nothing for what is no commit", () =>
    expect(commitAddress("git@github.com:me/x.git", "main?x=<script>")).toBeNull());
});

describe("packages", () => {
  it("are read as pip writes them", () => {
    expect(
      readPackages(
        "torch==2.5.1\n# a comment\nmine @ git+https://example.org/mine@abc\r\nNumPy==2.1.0 ; x\nodd\n",
      ),
    ).toEqual([
      { name: "mine", version: "git+https://example.org/mine@abc" },
      { name: "NumPy", version: "2.1.0" },
      { name: "odd", version: "" },
      { name: "torch", version: "2.5.1" },
    ]);
  });
  it("are set beside each other", () => {
    const rows = joinPackages([
      readPackages("a==1\nscikit_learn==1.5\n"),
      readPackages("a==1\nscikit-learn==1.6\nb==2"),
    ]);
    expect(rows).toEqual([
      { name: "a", versions: ["1", "1"], differs: false },
      { name: "b", versions: [null, "2"], differs: true },
      { name: "scikit_learn", versions: ["1.5", "1.6"], differs: true },
    ]);
  });
});
