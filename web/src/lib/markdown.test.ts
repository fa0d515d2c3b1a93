import { describe, expect, it } from "vitest";
import { isImageAddress, linkIds, passAddress } from "./markdown";

const paragraph = (...children: unknown[]) => ({ type: "root", children: [{ type: "paragraph", children }] });
const text = (value: string) => ({ type: "text", value });
const link = (id: string) => ({ type: "link", url: `/r/${id}`, children: [text(id)] });

describe("linkIds", () => {
  it("makes links of ids, and of nothing that only looks like one", () => {
    const tree = paragraph(text("as DIG-12, not UTF-8, x-DIG-3, DIG-1.5 or DIG-07; see SUN-1."));
    linkIds()(tree);
    expect(tree).toEqual(
      paragraph(
        text("as "),
        link("DIG-12"),
        text(", not UTF-8, x-DIG-3, DIG-1.5 or DIG-07; see "),
        link("SUN-1"),
        text("."),
      ),
    );
  });
  it("leaves code and links alone, and knows only the keys it is given", () => {
    const code = { type: "inlineCode", value: "DIG-1" };
    const tree = paragraph(code, text("DIG-1 SUN-1"), { type: "link", url: "x", children: [text("DIG-1")] });
    linkIds(["SUN"])(tree);
    expect(tree).toEqual(
      paragraph(code, text("DIG-1 "), link("SUN-1"), { type: "link", url: "x", children: [text("DIG-1")] }),
    );
  });
});

describe("addresses", () => {
  it("pass when they run nothing", () => {
    for (const kept of ["/r/DIG-1", "#head", "https://example.org/a", "mailto:ada@example.org"])
      expect(passAddress(kept)).toBe(kept);
    for (const dropped of [
      "javascript:alert(1)",
      " JaVaScRiPt:alert(1)",
      "data:text/html,<script>alert(1)</script>",
      "vbscript:x",
      "//evil.example/x",
      "/\\evil.example",
      "blob:x",
    ])
      expect(passAddress(dropped)).toBe("");
  });
  it("are drawn as images only from here", () => {
    expect(isImageAddress("/api/v1/runs/x/file?path=a")).toBe(true);
    expect(isImageAddress("data:image/png;base64,AAAA")).toBe(true);
    for (const other of [
      "https://example.org/a.png",
      "//example.org/a.png",
      "data:image/svg+xml;base64,AAAA",
    ])
      expect(isImageAddress(other)).toBe(false);
  });
});
