/** The frame while a page is on its way: rail and bar stay where they are. */

import { Link, useLocation } from "wouter";
import { HOME } from "../../paths";
import { isBoolean, useStored } from "../../state/stored";
import { joinClasses } from "../../ui/classes";
import { Logo } from "../../ui/Icon";
import { Waiting } from "../../ui/Notice";
import css from "./Frame.module.css";
import { Rail } from "./Rail";

/** Rail and bar, without what only the page knows. */
export function FrameWaiting() {
  const [location] = useLocation();
  const [isOpen, setOpen] = useStored("rail", false, isBoolean);
  return (
    <div className={joinClasses(css.frame, isOpen && css.open)}>
      <header className={css.bar}>
        <Link href={HOME} className={css.logo} aria-label="All projects">
          <Logo />
        </Link>
      </header>
      <Rail project={projectOf(location)} isOpen={isOpen} onOpen={setOpen} />
      <main className={css.work}>
        <Waiting />
      </main>
    </div>
  );
}

function projectOf(location: string): string | null {
  const [, workspace = "", project = ""] = location.split("/");
  return workspace && project && workspace !== "-" && workspace !== "r" ? `${workspace}/${project}` : null;
}
