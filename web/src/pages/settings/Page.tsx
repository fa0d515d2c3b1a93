/** The frame of a settings page. */

import type { ReactNode } from "react";
import type { Crumb } from "../frame/crumbs";
import { Frame } from "../frame/Frame";
import css from "./settings.module.css";

interface SettingsPageProps {
  title: string;
  crumbs?: readonly Crumb[];
  project?: string | null;
  /** What stands between the top bar and the page. */
  tabs?: ReactNode;
  children: ReactNode;
}

/** A title and what is below it, in a column that one can read. */
export function SettingsPage({ title, crumbs, project = null, tabs, children }: SettingsPageProps) {
  return (
    <Frame title={title} crumbs={crumbs ?? [{ text: title }]} project={project} run={null}>
      {tabs}
      <div className={css.page}>
        <h1>{title}</h1>
        {children}
      </div>
    </Frame>
  );
}
