/**
 * The query language as the query bar needs it: words with their kinds, what may stand at a place, and simple
 * queries as a list of conditions. The server's grammar decides what is right.
 */

import { quote, spellPath } from "./query-text";

export type WordKind = "field" | "operator" | "value" | "join" | "bracket" | "type" | "aggregate" | "other";

export interface Word {
  kind: WordKind;
  text: string;
  start: number;
  end: number;
}

const PIECES =
  /(`[^`]*`?)|("(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?)|([()])|(:)|(==|!=|<=|>=|=|<|>|!)|([^\s()`"'=!<>,:]+)|([^\s])/gy;
const JOIN = /^(and|or)$/i;
const TEXT_OPERATOR = /^(contains|matches|exists)$/i;
const AGGREGATE = /^(last|first|min|max|average|mean|variance|count)$/i;

type Place = "field" | "operator" | "value" | "join" | "type";

interface Step {
  word: Word;
  /** What may stand here. */
  place: Place;
  /** The field whose condition this is. */
  field: string;
}

/** Return the words of a query, each with what it is there. */
export function readWords(text: string): Word[] {
  return walk(text).map((step) => step.word);
}

function walk(text: string): Step[] {
  const steps: Step[] = [];
  let place: Place = "field";
  let field = "";
  let inAggregate = false;
  for (const found of splitPieces(text)) {
    const before: Place = place;
    let kind: WordKind = "other";
    const { piece } = found;
    if (piece === "(" || piece === ")") {
      kind = "bracket";
      if (piece === ")") {
        place = inAggregate ? "operator" : "join";
        inAggregate = false;
      }
    } else if (piece === ":" && place === "operator") {
      kind = "type";
      place = "type";
    } else if (place === "type") {
      kind = "type";
      place = "operator";
    } else if (place === "field") {
      if (/^not$/i.test(piece)) kind = "join";
      else if (AGGREGATE.test(piece) && /^\s*\(/.test(text.slice(found.end))) {
        kind = "aggregate";
        inAggregate = true;
      } else {
        kind = "field";
        field = piece.replaceAll("`", "");
        place = "operator";
      }
    } else if (place === "operator") {
      kind = "operator";
      if (/^exists$/i.test(piece)) place = "join";
      else if (/^not$/i.test(piece)) place = "operator";
      else if (/^[=!<>]/.test(piece) || TEXT_OPERATOR.test(piece)) place = "value";
      else kind = "other";
    } else if (place === "value") {
      kind = "value";
      place = "join";
    } else if (JOIN.test(piece)) {
      kind = "join";
      place = "field";
    }
    steps.push({ word: { kind, text: piece, start: found.start, end: found.end }, place: before, field });
  }
  return steps;
}

function splitPieces(text: string): { piece: string; start: number; end: number }[] {
  const pieces: { piece: string; start: number; end: number }[] = [];
  let at = 0;
  let isValue = false;
  while (at < text.length) {
    if (/\s/.test(text[at] ?? "")) {
      at += 1;
      continue;
    }
    // a value may hold what ends a field: commas and colons
    const pattern: RegExp = isValue
      ? /(`[^`]*`?)|("(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?)|([^\s()"'`=!<>]+)|(.)/sy
      : PIECES;
    pattern.lastIndex = at;
    const piece: string = pattern.exec(text)?.[0] ?? text[at] ?? "";
    pieces.push({ piece, start: at, end: at + piece.length });
    at += piece.length;
    isValue = /^(==|!=|<=|>=|=|<|>)$/.test(piece) || /^(contains|matches)$/i.test(piece);
  }
  return pieces;
}

export interface Expected {
  place: Exclude<Place, "type"> | "nothing";
  /** What stands before the caret of the word that is being written. */
  part: string;
  /** What a choice replaces. */
  start: number;
  end: number;
  /** The field of the condition at the caret. */
  field: string;
}

/** Return what may be written at the caret. */
export function expectAt(text: string, caret: number): Expected {
  const steps = walk(text.slice(0, caret));
  const last = steps.at(-1);
  const isWriting = last !== undefined && last.word.end === caret && last.word.kind !== "bracket";
  if (last && isWriting && !isClosed(last.word.text)) {
    const whole = walk(text).find((step) => step.word.start === last.word.start);
    const end = Math.max(caret, whole?.word.end ?? caret);
    if (last.place === "type" || last.word.kind === "type")
      return { place: "nothing", part: "", start: caret, end: caret, field: last.field };
    const isDone = last.place === "operator" && /^[=!<>]+$/.test(last.word.text);
    if (!isDone)
      return { place: last.place, part: last.word.text, start: last.word.start, end, field: last.field };
  }
  const next = walk(`${text.slice(0, caret)} x`).at(-1);
  const place = next?.place ?? "field";
  return {
    place: place === "type" ? "nothing" : place,
    part: "",
    start: caret,
    end: caret,
    field: last?.field ?? "",
  };
}

function isClosed(text: string): boolean {
  const quoteSign = text[0] ?? "";
  return "\"'`".includes(quoteSign) && text.length > 1 && text.endsWith(quoteSign);
}

// ---- conditions -------------------------------------------------------------------------------------------------

export const OPERATORS = [
  "=",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "CONTAINS",
  "NOT CONTAINS",
  "MATCHES",
  "NOT MATCHES",
  "EXISTS",
  "NOT EXISTS",
] as const;
export type Operator = (typeof OPERATORS)[number];

export interface Condition {
  field: string;
  /** A statistic of a series; empty for its last value. */
  aggregate: string;
  operator: Operator;
  /** As it is meant, without quotes. */
  value: string;
  isQuoted: boolean;
}

export interface Conditions {
  join: "AND" | "OR";
  conditions: Condition[];
}

/** Return a query as a list of conditions; null for one that says more than a list can. */
export function readConditions(text: string): Conditions | null {
  const words = readWords(text);
  const conditions: Condition[] = [];
  let join: "AND" | "OR" | null = null;
  let at = 0;
  const take = () => words[at++];
  while (at < words.length) {
    if (conditions.length) {
      const word = take();
      const found = word?.kind === "join" && JOIN.test(word.text) ? word.text.toUpperCase() : null;
      if (found !== "AND" && found !== "OR") return null;
      if (join !== null && found !== join) return null;
      join = found;
    }
    const condition = readCondition(take, () => words[at]);
    if (!condition) return null;
    conditions.push(condition);
  }
  return { join: join ?? "AND", conditions };
}

function readCondition(take: () => Word | undefined, look: () => Word | undefined): Condition | null {
  let aggregate = "";
  let word = take();
  if (word?.kind === "aggregate") {
    aggregate = word.text.toLowerCase();
    if (take()?.text !== "(") return null;
    word = take();
  }
  if (word?.kind !== "field") return null;
  const field = word.text.replaceAll("`", "");
  if (aggregate && take()?.text !== ")") return null;
  if (look()?.kind === "type") return null;
  let operator = take()?.text.toUpperCase() ?? "";
  if (operator === "NOT") operator = `NOT ${take()?.text.toUpperCase() ?? ""}`;
  if (operator === "==") operator = "=";
  if (!isOperator(operator)) return null;
  if (operator.endsWith("EXISTS")) return { field, aggregate, operator, value: "", isQuoted: false };
  const value = take();
  if (value?.kind !== "value") return null;
  const isQuoted = /^["']/.test(value.text);
  return {
    field,
    aggregate,
    operator,
    value: isQuoted ? value.text.slice(1, -1).replace(/\\(["'\\])/g, "$1") : value.text,
    isQuoted,
  };
}

function isOperator(text: string): text is Operator {
  return (OPERATORS as readonly string[]).includes(text);
}

/** Return the text of a list of conditions; those that are not whole yet are left out. */
export function spellConditions({ join, conditions }: Conditions): string {
  return conditions
    .filter((one) => one.field && (one.value !== "" || one.isQuoted || one.operator.endsWith("EXISTS")))
    .map(spellCondition)
    .join(` ${join} `);
}

function spellCondition({ field, aggregate, operator, value, isQuoted }: Condition): string {
  const path = spellPath(field);
  const subject = aggregate ? `${aggregate}(${path})` : path;
  if (operator.endsWith("EXISTS")) return `${subject} ${operator}`;
  const isPlain = !isQuoted && /^[^\s()"'`=!<>]+$/.test(value) && !/^(and|or|not)$/i.test(value);
  return `${subject} ${operator} ${isPlain ? value : quote(value)}`;
}
