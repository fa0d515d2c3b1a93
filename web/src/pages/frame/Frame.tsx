/** The frame of every page: rail, top bar with the way here and what is live, a banner when the server is lost. */

import { useQueryClient } from "@tanstack/react-query";
import { Fragment, type ReactNode, useEffect } from "react";
import { Link, useLocation } from "wouter";
import { explain, get } from "../../api/client";
import { useLive } from "../../api/live";
import { isReachable, useReachable, watchReach } from "../../api/reach";
import type { Info } from "../../api/types";
import { HOME } from "../../paths";
import { isBoolean, useStored } from "../../state/stored";
import { Boundary } from "../../ui/Boundary";
import { Button } from "../../ui/Button";
import { joinClasses } from "../../ui/classes";
import { Logo } from "../../ui/Icon";
import { CutText } from "../../ui/Words";
import type { Crumb } from "./crumbs";
import { Finder } from "./Finder";
import css from "./Frame.module.css";
import { Rail } from "./Rail";

interface FrameProps {
  /** For the browser's tab. */
  title: string;
  crumbs: readonly Crumb[];
  /** What is followed live; null for everything. */
  project: string | null;
  run: string | null;
  children: ReactNode;
}

/** Rail, bar and the page. */
export function Frame({ title, crumbs, project, run, children }: FrameProps) {
  const [location] = useLocation();
  const [isOpen, setOpen] = useStored("rail", false, isBoolean);
  useLive(project, run);
  useRefreshOnReturn();
  useEffect(() => {
    document.title = title === "Seamark" ? title : `${title} · Seamark`;
  }, [title]);
  return (
    <div className={joinClasses(css.frame, isOpen && css.open)}>
      <a className={css.skip} href="#work">
        Skip to the page
      </a>
      <header className={css.bar}>
        <Link href={HOME} className={css.logo} aria-label="All projects">
          <Logo />
        </Link>
        <nav aria-label="Where this is" className={css.crumbs}>
          {crumbs.map((crumb, index) => (
            <Fragment key={crumb.text}>
              {index > 0 && <i aria-hidden="true">/</i>}
              {crumb.href ? (
                <Link href={crumb.href}>
                  <CutText text={crumb.text} limit={32} />
                </Link>
              ) : (
                <b aria-current="page">
                  <CutText text={crumb.text} limit={32} />
                </b>
              )}
            </Fragment>
          ))}
        </nav>
        <Finder project={project} />
      </header>
      <Rail project={project} isOpen={isOpen} onOpen={setOpen} />
      <main id="work" className={css.work} tabIndex={-1}>
        <OfflineBanner />
        <Boundary place="this page" explain={explain} resetKey={location}>
          {children}
        </Boundary>
      </main>
    </div>
  );
}

function OfflineBanner() {
  const client = useQueryClient();
  const reachable = useReachable();
  if (reachable) return null;
  const retry = async () => {
    await get<Info>("/info").catch(() => null);
    if (isReachable()) await client.invalidateQueries();
  };
  return (
    <div className={css.banner} role="alert">
      <span>
        <b>The server does not answer.</b> What is shown may be old. Trainings go on and keep their records.
      </span>
      <Button small onClick={() => void retry()}>
        Try again
      </Button>
    </div>
  );
}

/** Everything is read anew when the server is back. */
function useRefreshOnReturn(): void {
  const client = useQueryClient();
  useEffect(() => watchReach(() => isReachable() && void client.invalidateQueries()), [client]);
}
