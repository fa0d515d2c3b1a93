/** What somebody writes into a field by hand, as a value of the field's type. */

export type HandType = "int" | "float" | "bool" | "string";

export interface HandValue {
  value: string | number | boolean;
  type: HandType;
}

/** Return the value that a text means: in a field of no type yet, what it looks like; an error in words. */
export function readHandValue(text: string, type: string | undefined): HandValue | { problem: string } {
  const plain = text.trim();
  switch (type) {
    case "int":
      return /^[+-]?\d+$/.test(plain) && Number.isSafeInteger(Number(plain))
        ? { value: Number(plain), type }
        : { problem: "This field holds whole numbers." };
    case "float":
      return readFloat(plain) ?? { problem: "This field holds numbers." };
    case "bool":
      return /^(true|false|yes|no)$/i.test(plain)
        ? { value: /^(true|yes)$/i.test(plain), type }
        : { problem: "This field holds true or false." };
    case "string":
      return { value: text, type };
    default:
      if (/^(true|false)$/i.test(plain)) return { value: /^true$/i.test(plain), type: "bool" };
      return readFloat(plain) ?? { value: text, type: "string" };
  }
}

function readFloat(text: string): HandValue | null {
  if (/^(nan|[+-]?infinity)$/i.test(text)) return { value: spellSpecial(text), type: "float" };
  const number = Number(text);
  return text !== "" && Number.isFinite(number) ? { value: number, type: "float" } : null;
}

/** The wire has NaN and infinities as words. */
function spellSpecial(text: string): string {
  if (/nan/i.test(text)) return "NaN";
  return text.startsWith("-") ? "-Infinity" : "Infinity";
}

/** Say whether a field of this type is changed by writing one line. */
export function isHandType(type: string | undefined): boolean {
  return type === undefined || type === "int" || type === "float" || type === "bool" || type === "string";
}
