import { afterEach, describe, expect, it, vi } from "vitest";
import { PACKED_TYPE } from "../lib/packed";
import { ApiProblem } from "./client";
import { readSeries } from "./series";
import type { SeriesRequest } from "./types";

const on = () => new AbortController().signal;

function ask(...paths: string[]): SeriesRequest {
  return { series: paths.map((path) => ({ run: "r", path })), buckets: 160 };
}

/** A server that has of each series one point, and knows no series called "none". */
function serve() {
  const asked: string[][] = [];
  const fetched = vi.fn(async (_address: string, init: RequestInit) => {
    const { series } = JSON.parse(String(init.body)) as SeriesRequest;
    const paths = series.map((one) => one.path);
    asked.push(paths);
    await new Promise((resolve, reject) => {
      const onAbort = () => reject(init.signal?.reason);
      if (init.signal?.aborted) onAbort();
      init.signal?.addEventListener("abort", onAbort);
      setTimeout(resolve, 5);
    });
    if (paths.includes("none"))
      return Response.json({ status: 404, code: "run_not_found", title: "None." }, { status: 404 });
    const head = JSON.stringify({
      commit: 7,
      series: series.map((one) => ({ ...one, rows: 1, columns: ["step"], raw: true, total: 1, hidden: 0 })),
    });
    const bytes = new TextEncoder().encode(head);
    const body = new Uint8Array(4 + bytes.length + 8 * series.length);
    new DataView(body.buffer).setUint32(0, bytes.length, true);
    body.set(bytes, 4);
    return new Response(body, { headers: { "Content-Type": PACKED_TYPE } });
  });
  vi.stubGlobal("fetch", fetched);
  return asked;
}

afterEach(() => vi.unstubAllGlobals());

describe("series", () => {
  it("asked for in one moment come together, each to who asked for it", async () => {
    const asked = serve();
    const answers = await Promise.all(
      [ask("a"), ask("b", "c"), ask("a")].map((one) => readSeries("p", one, on())),
    );
    expect(answers.map((one) => one.series.map(({ block }) => block.path))).toEqual([
      ["a"],
      ["b", "c"],
      ["a"],
    ]);
    expect(asked).toEqual([["a", "b", "c", "a"]]);
  });
  it("that are many, or asked for otherwise, do not wait for each other", async () => {
    const asked = serve();
    const many = Array.from({ length: 1_001 }, (_, index) => `x${index}`);
    const [wide] = await Promise.all([
      readSeries("p", ask(...many), on()),
      readSeries("p", ask("a", "b", "c", "d", "e", "f"), on()),
      readSeries("p", ask("g", "h", "i"), on()),
      readSeries("p", { ...ask("j"), start: 5 }, on()),
      readSeries("q", ask("k"), on()),
    ]);
    expect(wide.series.map(({ block }) => block.path)).toEqual(many);
    expect(asked.map((paths) => paths.length).sort((one, other) => one - other)).toEqual([
      1, 1, 1, 3, 6, 1_000,
    ]);
  });
  it("may be none", async () => {
    serve();
    expect(await readSeries("p", ask(), on())).toEqual({ commit: 7, series: [] });
  });
  it("that the server refuses take no other with them", async () => {
    const asked = serve();
    const [good, bad] = await Promise.allSettled([
      readSeries("p", ask("a"), on()),
      readSeries("p", ask("none"), on()),
    ]);
    expect(good.status).toBe("fulfilled");
    expect(bad.status === "rejected" && bad.reason).toBeInstanceOf(ApiProblem);
    expect(asked).toEqual([["a", "none"], ["a"], ["none"]]);
  });
  it("are given up when nobody wants any of them", async () => {
    const asked = serve();
    const [one, other] = [new AbortController(), new AbortController()];
    const first = readSeries("p", ask("a"), one.signal);
    const second = readSeries("p", ask("b"), other.signal);
    one.abort();
    await Promise.all([first, second]);
    const third = readSeries("p", ask("a"), one.signal);
    await expect(third).rejects.toThrow("abort");
    const fourth = readSeries("p", ask("a"), other.signal);
    await new Promise((resolve) => setTimeout(resolve, 2));
    other.abort();
    await expect(fourth).rejects.toThrow("abort");
    expect(asked[0]).toEqual(["a", "b"]);
  });
});
