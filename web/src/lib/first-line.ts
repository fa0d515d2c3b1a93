/** The first line of a text in Markdown that says something, without its marks. */

/** Return the line as plain words; empty where there is none. */
export function firstLine(text: string): string {
  for (const line of text.split("\n")) {
    const words = line
      .replace(/^\s*(?:#{1,6}\s+|>\s*|[-*+]\s+|\d+\.\s+)/, "")
      .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
      .replace(/(\*\*|__|`)(.+?)\1/g, "$2")
      .trim();
    if (/[\p{L}\p{N}]/u.test(words)) return words;
  }
  return "";
}
