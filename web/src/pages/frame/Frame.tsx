/** The frame of every page: rail, top bar with the way here and what is live, a banner when the server is lost. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Fragment, type ReactNode, useEffect } from "react";
import { Link, useLocation } from "wouter";
import { explain, get, send } from "../../api/client";
import { useLive } from "../../api/live";
import { infoQuery, meQuery, runningQuery, workspacesQuery } from "../../api/queries";
import { isReachable, useReachable, watchReach } from "../../api/reach";
import type { Info } from "../../api/types";
import {
  HOME,
  NEW_PROJECT,
  PASSWORD,
  projectPath,
  projectSettingsPath,
  TOKENS,
  workspacePath,
} from "../../paths";
import { Boundary } from "../../ui/Boundary";
import { Button } from "../../ui/Button";
import { joinClasses } from "../../ui/classes";
import { Icon, type IconName, Logo } from "../../ui/Icon";
import { Menu, MenuChoice, MenuItem, MenuLine } from "../../ui/Menu";
import { StateMark } from "../../ui/State";
import { chooseTheme, type ThemeChoice, useThemeChoice } from "../../ui/theme";
import { CutText } from "../../ui/Words";
import css from "./Frame.module.css";

export interface Crumb {
  text: string;
  href?: string;
}

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
  useLive(project, run);
  useRefreshOnReturn();
  useEffect(() => {
    document.title = title === "Seamark" ? title : `${title} · Seamark`;
  }, [title]);
  return (
    <div className={css.frame}>
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
        <LiveCount />
        <Account />
      </header>
      <nav className={css.rail} aria-label="Pages">
        <RailLink href={HOME} icon="home" label="Projects" isHere={location === HOME} />
        {project && (
          <>
            <RailLink
              href={projectPath(project)}
              icon="runs"
              label="Runs"
              isHere={location !== HOME && location !== projectSettingsPath(project)}
            />
            <RailLink
              href={projectSettingsPath(project)}
              icon="settings"
              label="Project settings and members"
              isHere={location === projectSettingsPath(project)}
            />
          </>
        )}
      </nav>
      <main id="work" className={css.work} tabIndex={-1}>
        <OfflineBanner />
        <Boundary place="this page" explain={explain} resetKey={location}>
          {children}
        </Boundary>
      </main>
    </div>
  );
}

function RailLink({
  href,
  icon,
  label,
  isHere,
}: {
  href: string;
  icon: IconName;
  label: string;
  isHere: boolean;
}) {
  return (
    <Link
      href={href}
      className={joinClasses(css.railLink, isHere && css.here)}
      aria-label={label}
      title={label}
      aria-current={isHere ? "page" : undefined}
    >
      <Icon name={icon} size={18} />
    </Link>
  );
}

function LiveCount() {
  const { data } = useQuery(runningQuery);
  const count = data?.length ?? 0;
  return (
    <Link href={HOME} className={css.live} aria-label={`${count} running`}>
      <StateMark state={count ? "running" : "finished"} />
      {count} <span className={css.wide}>running</span>
    </Link>
  );
}

const THEMES: readonly (readonly [ThemeChoice, string])[] = [
  ["light", "Light"],
  ["dark", "Dark"],
  ["system", "As the system has it"],
];

function Account() {
  const client = useQueryClient();
  const { data: me } = useQuery(meQuery);
  const { data: info } = useQuery(infoQuery);
  const { data: workspaces = [] } = useQuery(workspacesQuery);
  const [, navigate] = useLocation();
  const theme = useThemeChoice();
  const signOut = async () => {
    await send("POST", "/sign-out", {});
    await client.resetQueries();
  };
  const name = me?.name ?? "";
  return (
    <Menu
      align="end"
      trigger={
        <button type="button" className={css.me} aria-label={`${name}, theme and account`} title={name}>
          {name.slice(0, 2)}
        </button>
      }
    >
      <MenuItem onChoose={() => navigate(TOKENS)}>API tokens</MenuItem>
      <MenuItem onChoose={() => navigate(NEW_PROJECT)}>New project</MenuItem>
      {workspaces.map((one) => (
        <MenuItem key={one.name} onChoose={() => navigate(workspacePath(one.name))}>
          Workspace {one.name}
        </MenuItem>
      ))}
      <MenuLine />
      <MenuChoice label="Theme" value={theme} options={THEMES} onChoose={chooseTheme} />
      {info?.mode === "team" && (
        <>
          <MenuLine />
          <MenuItem onChoose={() => navigate(PASSWORD)}>Password</MenuItem>
          <MenuItem onChoose={() => void signOut()}>Sign out {name}</MenuItem>
        </>
      )}
      <MenuLine />
      <div className={css.version}>Seamark {info?.version}</div>
    </Menu>
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
