/** The site map. */

import { type ComponentType, useEffect } from "react";
import { Route, Switch } from "wouter";
import { explain } from "./api/client";
import { part } from "./api/part";
import { isCompareTab, isModelTab, isRunTab, isVersionTab, isWorkspaceTab } from "./lib/tabs";
import { FrameWaiting } from "./pages/frame/FrameWaiting";
import { Gate } from "./pages/frame/Gate";
import { NotFoundPage } from "./pages/NotFoundPage";
import { ProjectPage } from "./pages/project/ProjectPage";
import { RunLinkPage } from "./pages/run/RunLinkPage";
import { GALLERY, HOME, INVITE, NEW_PROJECT, PASSWORD, PATTERNS, SIGN_IN, TOKENS } from "./paths";
import { Boundary } from "./ui/Boundary";
import { Waiting } from "./ui/Notice";

const page = <Props extends object>(load: () => Promise<ComponentType<Props>>) =>
  part(load, <FrameWaiting />);

// Runs are what people live in; what is visited now and then is not in the first load.
const HomePage = page(async () => (await import("./pages/home/HomePage")).HomePage);
const RunPage = page(async () => (await import("./pages/run/RunPage")).RunPage);
const ModelPage = page(async () => (await import("./pages/models/ModelPage")).ModelPage);
const ModelsPage = page(async () => (await import("./pages/models/ModelsPage")).ModelsPage);
const NotebooksPage = page(async () => (await import("./pages/notebooks/NotebooksPage")).NotebooksPage);
const NotesPage = page(async () => (await import("./pages/notes/NotesPage")).NotesPage);
const TrashPage = page(async () => (await import("./pages/trash/TrashPage")).TrashPage);
const VersionPage = page(async () => (await import("./pages/models/VersionPage")).VersionPage);
const NewProjectPage = page(async () => (await import("./pages/settings/NewProjectPage")).NewProjectPage);
const PasswordPage = page(async () => (await import("./pages/settings/PasswordPage")).PasswordPage);
const ProjectSettingsPage = page(
  async () => (await import("./pages/settings/ProjectSettingsPage")).ProjectSettingsPage,
);
const TokensPage = page(async () => (await import("./pages/settings/TokensPage")).TokensPage);
const WorkspacePage = page(async () => (await import("./pages/settings/WorkspacePage")).WorkspacePage);
const ComparePage = page(async () => (await import("./pages/compare/ComparePage")).ComparePage);
const ShortLinkPage = page(async () => (await import("./pages/share/ShortLinkPage")).ShortLinkPage);
const GalleryPage = page(async () => (await import("./pages/charts/GalleryPage")).GalleryPage);
const SignInPage = part(async () => (await import("./pages/SignInPage")).SignInPage, <Waiting />);
const InvitePage = part(async () => (await import("./pages/InvitePage")).InvitePage, <Waiting />);

/** All pages. Whoever is not known sees how to come in instead. */
export function App() {
  return (
    <Switch>
      <Route path={SIGN_IN}>
        <SignInPage />
      </Route>
      <Route path={INVITE}>
        <InvitePage />
      </Route>
      <Route>
        <Gate>
          <Boundary place="this page" explain={explain}>
            <Pages />
          </Boundary>
        </Gate>
      </Route>
    </Switch>
  );
}

/** When all is quiet, what is likely opened next is fetched. */
const QUIET = 2_000;

function Pages() {
  useEffect(() => {
    const timer = window.setTimeout(RunPage.prepare, QUIET);
    return () => window.clearTimeout(timer);
  }, []);
  return (
    <Switch>
      <Route path={HOME}>
        <HomePage />
      </Route>
      <Route path={PATTERNS.link}>{({ run }) => <RunLinkPage run={run} />}</Route>
      <Route path={PATTERNS.short}>{({ key }) => <ShortLinkPage name={key} />}</Route>
      <Route path={TOKENS}>
        <TokensPage />
      </Route>
      <Route path={PASSWORD}>
        <PasswordPage />
      </Route>
      <Route path={NEW_PROJECT}>
        <NewProjectPage />
      </Route>
      <Route path={GALLERY}>
        <GalleryPage />
      </Route>
      <Route path={PATTERNS.workspace}>
        {({ workspace, tab = "overview" }) =>
          isWorkspaceTab(tab) ? (
            <WorkspacePage key={workspace} workspace={workspace} tab={tab} />
          ) : (
            <NotFoundPage />
          )
        }
      </Route>
      <Route path={PATTERNS.projectSettings}>
        {({ workspace, project }) => (
          <ProjectSettingsPage key={`${workspace}/${project}`} project={`${workspace}/${project}`} />
        )}
      </Route>
      <Route path={PATTERNS.compare}>
        {({ workspace, project, tab = "overview" }) =>
          isCompareTab(tab) ? (
            <ComparePage key={`${workspace}/${project}`} project={`${workspace}/${project}`} tab={tab} />
          ) : (
            <NotFoundPage />
          )
        }
      </Route>
      <Route path={PATTERNS.models}>
        {({ workspace, project }) => (
          <ModelsPage key={`${workspace}/${project}`} project={`${workspace}/${project}`} />
        )}
      </Route>
      <Route path={PATTERNS.model}>
        {({ workspace, project, model, tab = "versions" }) =>
          isModelTab(tab) ? (
            <ModelPage key={model} project={`${workspace}/${project}`} name={model} tab={tab} />
          ) : (
            <NotFoundPage />
          )
        }
      </Route>
      <Route path={PATTERNS.version}>
        {({ workspace, project, version, tab = "fields" }) =>
          isVersionTab(tab) ? (
            <VersionPage key={version} project={`${workspace}/${project}`} name={version} tab={tab} />
          ) : (
            <NotFoundPage />
          )
        }
      </Route>
      <Route path={PATTERNS.notebooks}>
        {({ workspace, project, notebook = null }) => (
          <NotebooksPage
            key={`${workspace}/${project}`}
            project={`${workspace}/${project}`}
            notebook={notebook}
          />
        )}
      </Route>
      <Route path={PATTERNS.trash}>
        {({ workspace, project }) => (
          <TrashPage key={`${workspace}/${project}`} project={`${workspace}/${project}`} />
        )}
      </Route>
      <Route path={PATTERNS.notes}>
        {({ workspace, project }) => (
          <NotesPage key={`${workspace}/${project}`} project={`${workspace}/${project}`} />
        )}
      </Route>
      <Route path={PATTERNS.neptuneRun}>{({ run }) => <RunLinkPage run={run} />}</Route>
      <Route path={PATTERNS.project}>
        {({ workspace, project }) => (
          <ProjectPage key={`${workspace}/${project}`} project={`${workspace}/${project}`} />
        )}
      </Route>
      <Route path={PATTERNS.run}>
        {({ workspace, project, run, tab = "overview" }) =>
          isRunTab(tab) ? (
            <RunPage key={run} project={`${workspace}/${project}`} name={run} tab={tab} />
          ) : (
            <NotFoundPage />
          )
        }
      </Route>
      <Route>
        <NotFoundPage />
      </Route>
    </Switch>
  );
}
