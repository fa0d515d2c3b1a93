/** Search over paths and lines: a part of the text, or a regular expression between slashes. */

export type Matcher = (text: string) => boolean;

export interface Search {
  matches: Matcher;
  /** What is wrong with the expression; empty where nothing is. */
  problem: string;
}

/** Return a matcher: `/loss$/` is an expression; other words must all occur, in any case. */
export function readSearch(search: string): Search {
  const text = search.trim();
  if (!text) return { matches: () => true, problem: "" };
  const expression = /^\/(.+)\/(i?)$/.exec(text);
  if (expression) return readExpression(expression[1] ?? "", expression[2] ?? "");
  const words = text.toLowerCase().split(/\s+/);
  return {
    matches: (candidate) => {
      const lower = candidate.toLowerCase();
      return words.every((word) => lower.includes(word));
    },
    problem: "",
  };
}

function readExpression(source: string, flags: string): Search {
  try {
    const expression = new RegExp(source, flags);
    return { matches: (candidate) => expression.test(candidate), problem: "" };
  } catch {
    return { matches: () => true, problem: "This is no regular expression yet." };
  }
}
