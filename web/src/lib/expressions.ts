/** Regular expressions as the server reads them (RE2), in time that grows with the text's length alone. */

import { RE2JS } from "re2js";
import { type Expression, REFUSED } from "./matching";

/** Return an expression of which `flags` may say that case is no matter (`i`). */
export function compile(source: string, flags: string): Expression {
  try {
    const expression = RE2JS.compile(source, flags === "i" ? RE2JS.CASE_INSENSITIVE : 0);
    return {
      state: "ready",
      test: (text) => expression.test(text),
      find: (text, most) => {
        const matcher = expression.matcher(text);
        const found: [number, number][] = [];
        while (found.length < most && matcher.find()) {
          if (matcher.end() > matcher.start()) found.push([matcher.start(), matcher.end()]);
        }
        return found;
      },
    };
  } catch {
    return REFUSED;
  }
}
