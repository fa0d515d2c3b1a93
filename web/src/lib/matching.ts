/** Search over paths and lines: a part of the text, or a regular expression between slashes. */

export type Matcher = (text: string) => boolean;

export interface Search {
  matches: Matcher;
  /** What is wrong with the expression; empty where nothing is. */
  problem: string;
  /** Whether it is not known yet what matches: what reads expressions is on its way. */
  isWaiting: boolean;
}

export interface Expression {
  state: "ready" | "waiting" | "refused";
  test: Matcher;
  /** Return where it matches, from and to; nowhere that is empty. */
  find: (text: string, most: number) => [number, number][];
}

export type Compile = (source: string, flags: string) => Expression;

export const REFUSED: Expression = { state: "refused", test: () => true, find: () => [] };
export const AWAITED: Expression = { state: "waiting", test: () => false, find: () => [] };

/** Return a matcher: `/loss$/` is an expression; other words must all occur, in any case. */
export function readSearch(search: string, compile: Compile): Search {
  const text = search.trim();
  if (!text) return { matches: () => true, problem: "", isWaiting: false };
  const expression = /^\/(.+)\/(i?)$/.exec(text);
  if (expression) return readExpression(compile(expression[1] ?? "", expression[2] ?? ""));
  const words = text.toLowerCase().split(/\s+/);
  return {
    matches: (candidate) => {
      const lower = candidate.toLowerCase();
      return words.every((word) => lower.includes(word));
    },
    problem: "",
    isWaiting: false,
  };
}

function readExpression({ state, test }: Expression): Search {
  return {
    matches: test,
    problem:
      state === "refused"
        ? "This is no regular expression yet. Patterns are RE2: no look-around, no back-references."
        : "",
    isWaiting: state === "waiting",
  };
}
