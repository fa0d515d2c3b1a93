/** Which fields only say where chance began: runs that differ in them alone are repetitions. */

import { splitPath } from "./field-paths";

const SEED = /(^|_)(seed|random_state|random_seed|rng)$/i;

/** Say whether a path names a seed: `config/seed`, `params/random_state`. */
export function isSeedPath(path: string): boolean {
  return SEED.test(splitPath(path).leaf);
}
