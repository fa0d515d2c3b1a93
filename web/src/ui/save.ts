/** Gives what was made here to whoever asked for it: as a file, or into the clipboard. */

/** Save a file under a name. */
export function saveFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Save what the server gives at an address of ours; it names the file. */
export function saveAddress(address: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = "";
  link.click();
}

/** Copy a picture; says whether the browser let it (it does on https and on this very machine only). */
export async function copyPicture(picture: Promise<Blob>): Promise<boolean> {
  try {
    await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
    return true;
  } catch {
    return false;
  }
}

/** Return a text as the name of a file. */
export function nameFile(text: string, ending: string): string {
  const plain = text
    .normalize("NFKC")
    .replace(/[^\p{L}\p{N}._ -]+/gu, "-")
    .replace(/^[-. ]+|[-. ]+$/g, "")
    .slice(0, 100);
  return `${plain || "chart"}.${ending}`;
}
