import { describe, expect, it } from "vitest";
import { escapeXml, SvgPen } from "./svg-pen";

describe("SvgPen", () => {
  it("writes strokes as paths with their look", () => {
    const pen = new SvgPen();
    pen.strokeStyle = "#ff0000";
    pen.globalAlpha = 0.5;
    pen.lineWidth = 1.5;
    pen.setLineDash([6, 4]);
    pen.beginPath();
    pen.moveTo(0, 1);
    pen.lineTo(10.123456, 2);
    pen.stroke();
    expect(pen.write(20, 10, "a")).toContain(
      '<path d="M0 1L10.12 2" fill="none" stroke="#ff0000" stroke-width="1.5" stroke-linejoin="miter" ' +
        'stroke-dasharray="6 4" stroke-opacity="0.5"/>',
    );
  });
  it("closes the groups of its clips where the state is restored", () => {
    const pen = new SvgPen();
    pen.save();
    pen.beginPath();
    pen.rect(0, 0, 5, 5);
    pen.clip();
    pen.globalAlpha = 0.2;
    pen.restore();
    pen.fillRect(1, 1, 2, 2);
    const text = pen.write(9, 9, "a");
    expect(text.match(/<g /g)).toHaveLength(1);
    expect(text.indexOf("</g>")).toBeLessThan(text.indexOf("<rect"));
    expect(text).not.toContain("fill-opacity");
  });
  it("lets no text out of its place", () => {
    const pen = new SvgPen();
    pen.fillText('<script>"&', 0, 0);
    expect(pen.write(9, 9, "</title><script>")).not.toContain("<script>");
    expect(escapeXml("a\u0000b\nc")).toBe("ab\nc");
  });
});
