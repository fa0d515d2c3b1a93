/** The answers of several questions as one: `combine` of `useQueries`, which keeps what did not change. */

import type { UseQueryResult } from "@tanstack/react-query";

export interface Gathered<Answer> {
  /** In the order asked; undefined where none has come. */
  answers: (Answer | undefined)[];
  isPending: boolean;
  error: unknown;
}

/** Put answers together; it is pending until all have come, and the first error stands for all. */
export function gather<Answer>(results: UseQueryResult<Answer>[]): Gathered<Answer> {
  return {
    answers: results.map((one) => one.data),
    isPending: results.some((one) => one.isPending),
    error: results.find((one) => one.error)?.error ?? null,
  };
}
