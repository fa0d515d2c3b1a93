/** What a local server says to a browser it does not know. */

import { Code } from "../../ui/Copy";
import { Logo } from "../../ui/Icon";
import { Notice } from "../../ui/Notice";

/** The way back in: a new link, made in a terminal. */
export function DeadLink() {
  return (
    <main>
      <Notice title="This browser is not signed in">
        <p>
          <Logo size={18} /> This Seamark runs on a machine of yours. The link it printed holds as long as the
          server runs; a new one opens with:
        </p>
        <Code text="seamark open" label="Copy the command" />
      </Notice>
    </main>
  );
}
