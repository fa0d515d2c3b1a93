/** Field paths: parts joined by `/`, the leaf plain, the prefix dimmed, long ones cut in the middle. */

export interface PathParts {
  /** With its slash; empty where there is none. */
  prefix: string;
  leaf: string;
}

/** Return a path's prefix and leaf. */
export function splitPath(path: string): PathParts {
  const at = path.lastIndexOf("/");
  return { prefix: path.slice(0, at + 1), leaf: path.slice(at + 1) };
}

/** Return a text of at most `limit` characters, its middle replaced by an ellipsis. */
export function cutMiddle(text: string, limit: number): string {
  const characters = [...text];
  if (characters.length <= limit) return text;
  const head = Math.ceil((limit - 1) / 2);
  const tail = Math.floor((limit - 1) / 2);
  return `${characters.slice(0, head).join("")}…${characters.slice(characters.length - tail).join("")}`;
}

/** Return the section that a chart of this path belongs to: the first part of a path of several. */
export function sectionOf(path: string): string {
  return path.slice(0, Math.max(0, path.indexOf("/")));
}

/** Say whether a path is a session's own, such as its console or its system series. */
export function isSessionPath(path: string): boolean {
  return path.startsWith("sessions/");
}

/** Say whether a path is the server's, not a person's, or that of a tracker that a run came from. */
export function isSystemPath(path: string): boolean {
  return path.startsWith("sys/") || path.startsWith("neptune/sys/") || isSessionPath(path);
}

/** Say whether a path lies below one of the project's configuration prefixes. */
export function isConfigPath(path: string, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => path.startsWith(prefix.endsWith("/") ? prefix : `${prefix}/`));
}
