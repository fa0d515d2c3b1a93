/** The one place that speaks HTTP: JSON in and out, problem documents as errors, nothing to other hosts. */

import { PACKED_TYPE, type Packed, unpackColumns } from "../lib/packed";
import { markReached, markUnreachable } from "./reach";
import type { Problem } from "./types";

const ROOT = "/api/v1";

/** What the server answered instead of what was asked for. */
export class ApiProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.name = "ApiProblem";
    this.problem = problem;
  }
}

/** The server did not answer at all. */
export class Unreachable extends Error {
  constructor() {
    super("The server does not answer.");
    this.name = "Unreachable";
  }
}

/** Return what an error says, for whoever reads it on a page. */
export function explain(error: unknown): { title: string; remedy: string } {
  if (error instanceof ApiProblem) return { title: error.message, remedy: error.problem.remedy };
  if (error instanceof Unreachable) return { title: error.message, remedy: "Is it running? Try again." };
  return { title: "Something in this page broke.", remedy: "Load the page anew." };
}

/** Say whether an error is the server's answer with this status. */
export function hasStatus(error: unknown, status: number): boolean {
  return error instanceof ApiProblem && error.problem.status === status;
}

type Parameters = Record<string, string | number | boolean | readonly string[] | null | undefined>;

/** Return the address of a call, its parameters encoded. */
export function callPath(path: string, parameters: Parameters = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (Array.isArray(value)) for (const item of value) search.append(name, item);
    else if (value !== null && value !== undefined && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return `${ROOT}${path}${text ? `?${text}` : ""}`;
}

/** Read JSON. */
export async function get<Answer>(
  path: string,
  parameters: Parameters = {},
  signal?: AbortSignal,
): Promise<Answer> {
  const answer = await ask(callPath(path, parameters), { ...(signal && { signal }) });
  return (await answer.json()) as Answer;
}

/** Send JSON and read JSON. */
export async function send<Answer>(
  method: "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body: unknown,
  signal?: AbortSignal,
): Promise<Answer> {
  const headers = { "Content-Type": "application/json" };
  const answer = await ask(callPath(path), {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  });
  return (answer.status === 204 ? null : await answer.json()) as Answer;
}

/** Ask for packed columns of numbers. */
export async function sendForColumns(path: string, body: unknown, signal?: AbortSignal): Promise<Packed> {
  const headers = { "Content-Type": "application/json", Accept: PACKED_TYPE };
  const init = { method: "POST", headers, body: JSON.stringify(body), ...(signal && { signal }) };
  return unpackColumns(await (await ask(callPath(path), init)).arrayBuffer());
}

/** Read the text of an address of ours, at most its first `most` bytes. */
export async function getText(address: string, signal?: AbortSignal, most?: number): Promise<string> {
  const headers = most === undefined ? {} : { Range: `bytes=0-${most - 1}` };
  return (await ask(address, { headers, ...(signal && { signal }) })).text();
}

async function ask(address: string, init: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(address, { credentials: "same-origin", ...init });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    markUnreachable();
    throw new Unreachable();
  }
  if (answer.status === 502 || answer.status === 504) {
    markUnreachable();
    throw new Unreachable();
  }
  markReached();
  if (!answer.ok) throw new ApiProblem(await readProblem(answer));
  return answer;
}

async function readProblem(answer: Response): Promise<Problem> {
  const fallback: Problem = {
    title: `The server answered ${answer.status}.`,
    status: answer.status,
    detail: "",
    code: "unknown",
    remedy: "Try again.",
    type: "about:blank",
    path: null,
    position: null,
  };
  try {
    return { ...fallback, ...((await answer.json()) as Partial<Problem>), status: answer.status };
  } catch {
    return fallback;
  }
}
