/** Lists of installed packages, in the form of `pip freeze`. */

export interface Package {
  name: string;
  /** The version, or where it was installed from. */
  version: string;
}

const MOST = 20_000;

/** Return the packages of a list, by name. */
export function readPackages(text: string): Package[] {
  const found: Package[] = [];
  for (const line of text.split(/\r?\n/, MOST)) {
    const plain = line.trim();
    if (!plain || plain.startsWith("#")) continue;
    const [, name = plain, mark = "", version = ""] = /^([\w.[\]-]+)\s*(===?| @|@)\s*(.+)$/.exec(plain) ?? [];
    found.push({ name, version: mark.includes("@") ? version : version.split(/\s*[;#]/)[0] || version });
  }
  return found.sort((a, b) => a.name.localeCompare(b.name, "en", { sensitivity: "base" }));
}

export interface PackageRow {
  name: string;
  /** The version in each list; null where a list has it not. */
  versions: (string | null)[];
  differs: boolean;
}

/** Set several lists beside each other. */
export function joinPackages(lists: readonly (readonly Package[])[]): PackageRow[] {
  const names = new Map<string, string>();
  const maps = lists.map((list) => {
    const versions = new Map<string, string>();
    for (const { name, version } of list) {
      const key = normalise(name);
      if (!names.has(key)) names.set(key, name);
      versions.set(key, version);
    }
    return versions;
  });
  const rows = [...names].map(([key, name]) => {
    const versions = maps.map((map) => map.get(key) ?? null);
    return { name, versions, differs: new Set(versions).size > 1 };
  });
  return rows.sort((a, b) => a.name.localeCompare(b.name, "en", { sensitivity: "base" }));
}

/** `Scikit_Learn` and `scikit-learn` are one package. */
function normalise(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}
