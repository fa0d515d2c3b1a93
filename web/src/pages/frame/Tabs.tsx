/** The parts of a page, each with an address of its own. */

import { useEffect, useRef } from "react";
import { Link } from "wouter";
import { joinClasses } from "../../ui/classes";
import css from "./Tabs.module.css";

export interface TabLink {
  words: string;
  href: string;
  isHere: boolean;
  count?: string;
}

/** Links in a line, over the page that they turn. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly TabLink[] }) {
  const bar = useRef<HTMLElement>(null);
  const here = tabs.find((tab) => tab.isHere)?.words;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page has another tab to be seen
  useEffect(() => {
    bar.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [here]);
  return (
    <nav ref={bar} className={css.tabs} aria-label={label}>
      {tabs.map(({ words, href, isHere, count }) => (
        <Link
          key={words}
          href={href}
          className={joinClasses(css.tab, isHere && css.here)}
          aria-current={isHere ? "page" : undefined}
        >
          {words}
          {count !== undefined && <span>{count}</span>}
        </Link>
      ))}
    </nav>
  );
}
