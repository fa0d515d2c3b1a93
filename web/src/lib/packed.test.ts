import { describe, expect, it } from "vitest";
import { unpackColumns } from "./packed";

function pack(head: unknown, columns: number[][], pad = true): ArrayBuffer {
  let text = JSON.stringify(head);
  while (pad && (new TextEncoder().encode(text).length + 4) % 8) text += " ";
  const bytes = new TextEncoder().encode(text);
  const body = new ArrayBuffer(4 + bytes.length + columns.flat().length * 8);
  const view = new DataView(body);
  view.setUint32(0, bytes.length, true);
  new Uint8Array(body).set(bytes, 4);
  columns.flat().forEach((value, index) => {
    view.setFloat64(4 + bytes.length + index * 8, value, true);
  });
  return body;
}

const block = {
  run: "é",
  path: "loss",
  rows: 2,
  columns: ["step", "value"],
  raw: true,
  total: 2,
  hidden: 0,
  next: null,
};

describe("unpackColumns", () => {
  it.each([true, false])("reads several series (padded: %s)", (pad) => {
    const other = { ...block, path: "acc", rows: 1 };
    const { series, commit } = unpackColumns(
      pack(
        { series: [block, other], commit: 7 },
        [
          [0, 1, 0.5, NaN],
          [9, 3],
        ],
        pad,
      ),
    );
    expect(commit).toBe(7);
    expect([...(series[0]?.columns.get("value") ?? [])]).toEqual([0.5, Number.NaN]);
    expect(series[1]?.block.path).toBe("acc");
    expect([...(series[1]?.columns.get("step") ?? [])]).toEqual([9]);
  });
  it("reads an answer of nothing", () => {
    expect(unpackColumns(pack({ series: [], commit: 0 }, [])).series).toEqual([]);
  });
  it("refuses an answer that is cut", () => {
    expect(() => unpackColumns(pack({ series: [block], commit: 0 }, [[0, 1, 2]]))).toThrow("shorter");
  });
});
