/** The very little that is kept in the browser: theme, widths, the divider. */

import { useCallback, useState } from "react";

/** Keep a value of this browser under a name; what cannot be read counts as absent. */
export function useStored<Value>(
  name: string,
  initial: Value,
  isValid: (value: unknown) => value is Value,
): [Value, (value: Value) => void] {
  const [value, setValue] = useState(() => read(name, initial, isValid));
  const keep = useCallback(
    (next: Value) => {
      setValue(next);
      write(name, next);
    },
    [name],
  );
  return [value, keep];
}

function read<Value>(name: string, initial: Value, isValid: (value: unknown) => value is Value): Value {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(`seamark.${name}`) ?? "null");
    return isValid(value) ? value : initial;
  } catch {
    return initial;
  }
}

function write(name: string, value: unknown): void {
  try {
    localStorage.setItem(`seamark.${name}`, JSON.stringify(value));
  } catch {
    // A browser that keeps nothing still shows everything.
  }
}

/** Say whether a value is a number. */
export function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

/** Say whether a value is yes or no. */
export function isBoolean(value: unknown): value is boolean {
  return typeof value === "boolean";
}

/** Say whether a value is a record of numbers. */
export function isWidths(value: unknown): value is Record<string, number> {
  return typeof value === "object" && value !== null && Object.values(value).every(isNumber);
}
