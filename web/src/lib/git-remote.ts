/** Where a commit of a git remote is to be looked at. */

const HOSTS: readonly (readonly [RegExp, string])[] = [
  [/^github\.(?!com\.)[a-z0-9.-]+$/, "/commit/"],
  [/^gitlab\.(?!com\.)[a-z0-9.-]+$/, "/-/commit/"],
  [/^bitbucket\.org$/, "/commits/"],
  [/^codeberg\.org$/, "/commit/"],
];
const REMOTE =
  /^(?:(?:https?|ssh|git):\/\/(?:[^@/]*@)?([a-z0-9.-]+)(?::\d+)?\/|(?:[\w-]+@)([a-z0-9.-]+):)([\w.~/-]+?)(?:\.git)?\/?$/i;

/** Return the page of a commit; null where the remote is none that has such pages. */
export function commitAddress(remote: string, commit: string): string | null {
  const [, first, second, path] = REMOTE.exec(remote.trim()) ?? [];
  const host = (first ?? second ?? "").toLowerCase();
  const known = HOSTS.find(([pattern]) => pattern.test(host));
  if (!known || !path || path.split("/").includes("..") || !/^[0-9a-f]{7,64}$/.test(commit)) return null;
  return `https://${host}/${path}${known[1]}${commit}`;
}
