/** Sending what one sees to others: the address, made short where it is long. */

import { send } from "../../api/client";
import { projectCall } from "../../api/queries";
import type { Link } from "../../api/types";
import { copyText } from "../../ui/Copy";

/** Mails and chats cut what is longer. */
const LONG = 1_500;

/** Put the address of this page on the clipboard; says whether that worked. */
export async function copyAddress(project: string): Promise<boolean> {
  const { href, pathname, search } = window.location;
  if (href.length <= LONG) return copyText(href);
  const link = await send<Link>("POST", `${projectCall(project)}/links`, { address: `${pathname}${search}` });
  return copyText(`${window.location.origin}/l/${link.key}`);
}
