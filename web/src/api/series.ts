/** Reads series to draw: what charts ask for in the same moment travels in few requests. */

import { joinPacked, type Packed } from "../lib/packed";
import { ApiProblem, sendForColumns } from "./client";
import type { SeriesRequest } from "./types";

/** The server's limit of series in one request. */
const MOST = 1_000;
/** So many series come together at most: whoever asks for few does not wait long for others. */
const TOGETHER = 8;

interface Ask {
  project: string;
  request: SeriesRequest;
  signal: AbortSignal;
  resolve: (packed: Packed) => void;
  reject: (reason: unknown) => void;
}

/** By what has to be alike to travel together. */
const waiting = new Map<string, Ask[]>();

/** Return series in the order asked for; more than one request has room for come in several. */
export async function readSeries(
  project: string,
  request: SeriesRequest,
  signal: AbortSignal,
): Promise<Packed> {
  if (request.series.length <= TOGETHER)
    return new Promise((resolve, reject) => wait({ project, request, signal, resolve, reject }));
  const parts = cut(request.series, MOST).map((series) => send(project, { ...request, series }, signal));
  return joinPacked(await Promise.all(parts));
}

function wait(ask: Ask) {
  const { series: _, ...how } = ask.request;
  const key = JSON.stringify([ask.project, how]);
  if (waiting.size === 0) setTimeout(sendWaiting, 0);
  waiting.set(key, [...(waiting.get(key) ?? []), ask]);
}

function sendWaiting() {
  const all = [...waiting.values()];
  waiting.clear();
  for (const alike of all) for (const asks of pack(alike)) void sendTogether(asks);
}

/** Put asks together that have few series between them. */
function pack(asks: readonly Ask[]): Ask[][] {
  const packs: Ask[][] = [];
  let room = -1;
  for (const ask of asks) {
    room -= ask.request.series.length;
    if (room < 0) {
      packs.push([]);
      room = TOGETHER - ask.request.series.length;
    }
    packs.at(-1)?.push(ask);
  }
  return packs;
}

/** Give up only when nobody wants any of it; what the server refuses is asked for again one by one. */
async function sendTogether(asks: readonly Ask[]) {
  const [{ project, request }] = asks as [Ask];
  const series = asks.flatMap((ask) => ask.request.series);
  const stop = new AbortController();
  const onAbort = () => asks.every((ask) => ask.signal.aborted) && stop.abort();
  for (const { signal } of asks) signal.addEventListener("abort", onAbort);
  onAbort();
  try {
    const answer = await send(project, { ...request, series }, stop.signal);
    let start = 0;
    for (const ask of asks) {
      const end = start + ask.request.series.length;
      ask.resolve({ commit: answer.commit, series: answer.series.slice(start, end) });
      start = end;
    }
  } catch (error) {
    if (error instanceof ApiProblem && asks.length > 1) for (const ask of asks) void sendTogether([ask]);
    else for (const { reject } of asks) reject(error);
  }
}

function send(project: string, request: SeriesRequest, signal: AbortSignal): Promise<Packed> {
  return sendForColumns(`/series?project=${encodeURIComponent(project)}`, request, signal);
}

function cut<Item>(items: readonly Item[], most: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / most) }, (_, index) =>
    items.slice(index * most, (index + 1) * most),
  );
}
