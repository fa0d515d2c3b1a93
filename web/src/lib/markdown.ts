/** What Markdown may link to and load, and the ids in it that become links. */

/** The part of a Markdown tree that is walked here. */
interface Node {
  type: string;
  value?: string;
  url?: string;
  children?: Node[];
}

const ID = /(?<![\w./-])([A-Z][A-Z0-9]{1,15})-[1-9]\d{0,8}(?![\w-]|\.\d)/g;
/** Words that look like ids and are none. */
const NO_KEYS = new Set([
  ..."AES CIFAR COVID CUDA CVE FP GPT GPU HTTP IEEE INT ISO MD MI PEP RFC RTX SHA SSD TF UINT UTF".split(" "),
]);

/** Say whether an address leads to a page of this server. */
export function isOwnAddress(address: string): boolean {
  return /^\/(?![/\\])/.test(address);
}

/** Say whether an image may be loaded: a file of this server, or bytes inside the text that are no drawing. */
export function isImageAddress(address: string): boolean {
  return (
    (isOwnAddress(address) && address.startsWith("/api/v1/")) ||
    /^data:image\/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]+$/.test(address)
  );
}

/** Return an address that may stand in a link or image; empty for one that could run something. */
export function passAddress(address: string): string {
  const plain = address.trim();
  if (isOwnAddress(plain) || plain.startsWith("#") || isImageAddress(plain)) return plain;
  return /^(https?:\/\/|mailto:)/i.test(plain) ? plain : "";
}

/** A plugin of remark: `DIG-12` in a text becomes a link to that run. */
export function linkIds(keys?: readonly string[]): (tree: unknown) => void {
  const isKey = (key: string) => (keys ? keys.includes(key) : !NO_KEYS.has(key));
  return (tree) => linkInside(tree as Node, isKey);
}

const LEFT_ALONE = ["link", "linkReference", "definition", "code", "inlineCode", "math", "inlineMath"];

function linkInside(node: Node, isKey: (key: string) => boolean): void {
  if (!node.children || LEFT_ALONE.includes(node.type)) return;
  node.children = node.children.flatMap((child) => {
    if (child.type === "text") return splitIds(child.value ?? "", isKey);
    linkInside(child, isKey);
    return [child];
  });
}

function splitIds(text: string, isKey: (key: string) => boolean): Node[] {
  const parts: Node[] = [];
  let from = 0;
  for (const found of text.matchAll(ID)) {
    const [id, key = ""] = found;
    if (!isKey(key)) continue;
    if (found.index > from) parts.push({ type: "text", value: text.slice(from, found.index) });
    parts.push({ type: "link", url: `/r/${id}`, children: [{ type: "text", value: id }] });
    from = found.index + id.length;
  }
  if (from < text.length || parts.length === 0) parts.push({ type: "text", value: text.slice(from) });
  return parts;
}
