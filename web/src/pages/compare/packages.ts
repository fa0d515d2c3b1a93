/** Where runs were trained, side by side: facts of machine and Python, then packages. */

import { joinPackages, type Package } from "../../lib/packages";

export interface Environment {
  facts: readonly (readonly [string, string])[];
  /** Null where no list was kept. */
  packages: readonly Package[] | null;
}

export interface VersionRow {
  key: string;
  name: string;
  /** A fact of the machine, no package. */
  isFact: boolean;
  /** One for each place: null where its list has it not, undefined where it has no list. */
  versions: (string | null | undefined)[];
  differs: boolean;
}

export type VersionMark = "added" | "removed" | "changed";

/** Return the rows: facts first, then packages by name. Places that have no list differ in nothing. */
export function joinEnvironments(environments: readonly (Environment | null)[]): VersionRow[] {
  const facts = (environments.find((one) => one !== null)?.facts ?? []).map(([name], place) => {
    const versions = environments.map((one) => one?.facts[place]?.[1] || undefined);
    return { key: `fact ${name}`, name, isFact: true, versions, differs: differ(versions) };
  });
  const listed = environments.flatMap((one, place) =>
    one?.packages ? [[place, one.packages] as const] : [],
  );
  const packages = joinPackages(listed.map(([, list]) => list)).map((row): VersionRow => {
    const versions = environments.map((): string | null | undefined => undefined);
    listed.forEach(([place], at) => {
      versions[place] = row.versions[at] ?? null;
    });
    return { key: row.name, name: row.name, isFact: false, versions, differs: row.differs };
  });
  return [...facts.filter((row) => row.versions.some((version) => version !== undefined)), ...packages];
}

function differ(versions: readonly (string | null | undefined)[]): boolean {
  return new Set(versions.filter((version) => version !== undefined)).size > 1;
}

/** Say how a version differs from the reference's; null where it does not, or nobody knows. */
export function markVersion(row: VersionRow, at: number, reference: number): VersionMark | null {
  const [base, version] = [row.versions[reference], row.versions[at]];
  if (base === undefined || version === undefined || base === version) return null;
  if (base === null) return "added";
  return version === null ? "removed" : "changed";
}
