/** The notebooks of a project, and the states that were kept of each. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { checkpointAddress, checkpointsQuery, notebooksQuery } from "../../api/registry";
import type { Checkpoint, Notebook } from "../../api/types";
import { countOf, formatBytes } from "../../lib/numbers";
import { notebooksPath, TOKENS } from "../../paths";
import { buttonClass } from "../../ui/Button";
import { Code } from "../../ui/Copy";
import { joinClasses } from "../../ui/classes";
import { Icon } from "../../ui/Icon";
import { Notice, Waiting } from "../../ui/Notice";
import { useNow } from "../../ui/now";
import { PlainTable } from "../../ui/PlainTable";
import { CutText, TimeText } from "../../ui/Words";
import { Failure } from "../Failure";
import { projectCrumbs } from "../frame/crumbs";
import { Frame } from "../frame/Frame";
import css from "./notebooks.module.css";

/** The page at `/<workspace>/<project>/notebooks`; the first one is open where the address names none. */
export function NotebooksPage({ project, notebook }: { project: string; notebook: string | null }) {
  const { data, error, isPending } = useQuery(notebooksQuery(project));
  const chosen = data?.find((one) => one.uid === notebook) ?? (notebook === null ? data?.[0] : undefined);
  return (
    <Frame
      title={`Notebooks · ${project.split("/")[1]}`}
      crumbs={projectCrumbs(project, { text: "Notebooks" })}
      project={project}
      run={null}
    >
      <h1 className="unseen">Notebooks</h1>
      {error && <Failure error={error} />}
      {isPending && <Waiting />}
      {data?.length === 0 && <NoNotebooks project={project} />}
      {data && data.length > 0 && (
        <div className={css.both}>
          <NotebookList project={project} notebooks={data} chosen={chosen?.uid ?? null} />
          <div className={css.show}>
            {chosen ? (
              <Checkpoints key={chosen.uid} notebook={chosen} />
            ) : (
              <Notice title="There is no such notebook here." />
            )}
          </div>
        </div>
      )}
    </Frame>
  );
}

interface NotebookListProps {
  project: string;
  notebooks: readonly Notebook[];
  chosen: string | null;
}

function NotebookList({ project, notebooks, chosen }: NotebookListProps) {
  const now = useNow();
  return (
    <nav className={css.list} aria-label="Notebooks">
      {notebooks.map((notebook) => (
        <Link
          key={notebook.uid}
          href={notebooksPath(project, notebook.uid)}
          className={joinClasses(css.row, notebook.uid === chosen && css.chosen)}
          aria-current={notebook.uid === chosen ? "page" : undefined}
          title={notebook.path}
        >
          <Icon name="notebooks" size={15} />
          <span className={css.name}>
            <CutText text={nameOf(notebook)} limit={34} />
          </span>
          <span className={css.dim}>
            <TimeText micros={notebook.updated_at} now={now} />
          </span>
        </Link>
      ))}
    </nav>
  );
}

function nameOf(notebook: Notebook): string {
  return notebook.name || "without a checkpoint";
}

function Checkpoints({ notebook }: { notebook: Notebook }) {
  const { data, error } = useQuery(checkpointsQuery(notebook.uid));
  if (error) {
    return <Failure error={error} />;
  }
  if (!data) return <Waiting />;
  return (
    <>
      <header className={css.head}>
        <h2>{nameOf(notebook)}</h2>
        {notebook.path && <span className="mono">{notebook.path}</span>}
        <span>
          {notebook.owner} · {countOf(data.length, "checkpoint")}
        </span>
      </header>
      <CheckpointTable notebook={notebook} checkpoints={data} />
    </>
  );
}

function CheckpointTable({
  notebook,
  checkpoints,
}: {
  notebook: Notebook;
  checkpoints: readonly Checkpoint[];
}) {
  const now = useNow();
  if (!checkpoints.length) return <p className={css.dim}>No state of it has been kept.</p>;
  return (
    <PlainTable heads={["Kept", "By", "Name", "Size", ""]}>
      {checkpoints.map((one) => (
        <tr key={one.uid}>
          <td>
            <TimeText micros={one.created_at} now={now} />
          </td>
          <td>{one.owner}</td>
          <td title={one.path}>
            <CutText text={one.name} limit={40} />
            {one.description && (
              <span className={css.dim}>
                {" "}
                <CutText text={one.description} limit={60} />
              </span>
            )}
          </td>
          <td className="mono">{one.has_content ? formatBytes(one.size) : ""}</td>
          <td>
            {one.has_content ? (
              <a
                className={buttonClass("normal", true)}
                href={checkpointAddress(notebook.uid, one.uid)}
                aria-label={`Download ${one.name} as it was`}
                download
              >
                <Icon name="download" size={13} /> Download
              </a>
            ) : (
              <span className={css.dim}>kept without content</span>
            )}
          </td>
        </tr>
      ))}
    </PlainTable>
  );
}

function NoNotebooks({ project }: { project: string }) {
  const lines = [
    "from neptune import legacy",
    "",
    `notebook = legacy.init("${project}").create_notebook()`,
    'notebook.add_checkpoint("explore.ipynb")',
  ];
  return (
    <Notice title="This project has no notebooks yet">
      <p>
        Checkpoints come from the Neptune client, with a <Link href={TOKENS}>token of this server</Link> (
        <code>{window.location.origin}</code>) as its <code>NEPTUNE_API_TOKEN</code>:
      </p>
      <Code text={lines.join("\n")} />
      <p>A run that is started inside a notebook keeps the cells that ran among its own files.</p>
    </Notice>
  );
}
