/** All keys in one list. */

import { KEY_MAP, spellKeys } from "../../lib/keys";
import { Dialog } from "../../ui/Dialog";
import { isMac } from "../../ui/use-keys";
import css from "./KeyMap.module.css";

/** The dialog that `?` opens. */
export function KeyMap({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keyboard" className={css.dialog} onClose={onClose}>
      <div className={css.places}>
        {KEY_MAP.map(({ place, lines }) => (
          <section key={place} aria-label={place}>
            <h3>{place}</h3>
            <dl>
              {lines.map(({ keys, words }) => (
                <div key={keys}>
                  <dt>
                    {spellKeys(keys, isMac()).map((key, index) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: a sequence stays as it is
                      <kbd key={index}>{key}</kbd>
                    ))}
                  </dt>
                  <dd>{words}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
