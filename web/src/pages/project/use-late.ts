/** Whether one has waited long enough. */

import { useEffect, useState } from "react";

/** Say whether so many milliseconds have gone since the first drawing. */
export function useLate(patience: number): boolean {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => setLate(true), patience);
    return () => window.clearTimeout(timer);
  }, [patience]);
  return isLate;
}
