/** What runs printed, side by side under one search. */

import { useMemo } from "react";
import { readList, spellList, useAddress } from "../../state/address";
import { Button } from "../../ui/Button";
import { joinClasses } from "../../ui/classes";
import { RunDot } from "../project/RunCell";
import { ConsoleView, LineSearch, OnlyMatches } from "../run/ConsoleTab";
import css from "./ComparePage.module.css";
import own from "./ConsolesTab.module.css";
import { type Compared, readSingles, type Single } from "./compared";
import { GroupNote, PlaceName } from "./Heads";

const FIRST = 2;
const MOST = 4;

/** Which ones, the search, then a console for each. */
export function ConsolesTab({ compared }: { compared: Compared }) {
  const { places, reference } = compared;
  const [address, change] = useAddress();
  const singles = useMemo(() => readSingles(places), [places]);
  const given = address.get("consoles");
  const shown = useMemo(() => chooseShown(singles, given, reference), [singles, given, reference]);
  const isFull = shown.length >= MOST;
  const turn = (single: Single) => {
    const next = shown.includes(single) ? shown.filter((one) => one !== single) : [...shown, single];
    change({ consoles: spellList(next.map((one) => String(one.index))) });
  };
  return (
    <>
      <div className={css.bar}>
        <div className={css.find}>
          <LineSearch />
        </div>
        {address.get("find") && <OnlyMatches />}
        {singles.length > FIRST && (
          <fieldset className={own.choice}>
            <legend className="unseen">Consoles, at most {MOST}</legend>
            {singles.map((single) => {
              const isShown = shown.includes(single);
              return (
                <Button
                  key={single.place.key}
                  small
                  aria-pressed={isShown}
                  className={joinClasses(own.chip, isShown && own.on)}
                  disabled={isShown ? shown.length === 1 : isFull}
                  title={!isShown && isFull ? `At most ${MOST} stand side by side` : single.place.name}
                  onClick={() => turn(single)}
                >
                  <RunDot slot={single.place.slot} />
                  <span>{single.run.name ? single.place.name : single.run.id}</span>
                </Button>
              );
            })}
          </fieldset>
        )}
        <GroupNote places={places} />
      </div>
      <div className={own.consoles} style={{ "--consoles": shown.length } as React.CSSProperties}>
        {shown.map(({ place, run }) => (
          <section key={run.uid} aria-label={`Console of ${place.name}`}>
            <ConsoleView
              run={run}
              label={`Lines of ${place.name}`}
              head={
                <div className={own.title}>
                  <PlaceName place={place} />
                </div>
              }
            />
          </section>
        ))}
      </div>
    </>
  );
}

/** Those that the address names; without one the reference and what stands beside it. */
function chooseShown(singles: readonly Single[], given: string | null, reference: number): Single[] {
  const named = readList(given)
    .slice(0, MOST)
    .flatMap((index) => singles.find((one) => String(one.index) === index) ?? []);
  if (named.length > 0) return [...new Set(named)];
  const first = singles.filter((one) => one.index === reference);
  return [...first, ...singles.filter((one) => one.index !== reference)].slice(0, FIRST);
}
