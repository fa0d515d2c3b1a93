/** What the app reads, as options for TanStack Query. The keys begin with what `live.ts` refreshes. */

import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { callPath, get, getText, send } from "./client";
import { readSeries } from "./series";
import type {
  ColumnList,
  Comparison,
  ComparisonRequest,
  Differences,
  DifferencesRequest,
  EditPage,
  FieldPage,
  FieldValues,
  FilePage,
  Found,
  GroupPage,
  GroupRequest,
  Info,
  Invite,
  LinePage,
  LinkTarget,
  Member,
  Person,
  Project,
  ProjectMember,
  RowPage,
  Run,
  SeriesRequest,
  TablePage,
  TableRequest,
  Token,
  Usage,
  View,
  Workspace,
} from "./types";

const part = encodeURIComponent;
/** Return the path of a project's calls. */
export const projectCall = (project: string) => `/projects/${project.split("/").map(part).join("/")}`;

export const infoQuery = queryOptions({
  queryKey: ["info"],
  queryFn: ({ signal }) => get<Info>("/info", {}, signal),
  staleTime: Infinity,
});

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => get<Person>("/me", {}, signal),
  staleTime: 60_000,
});

export const projectsQuery = queryOptions({
  queryKey: ["projects"],
  queryFn: ({ signal }) => get<Project[]>("/projects", {}, signal),
});

export const runningQuery = queryOptions({
  queryKey: ["running"],
  queryFn: ({ signal }) => get<Run[]>("/running", {}, signal),
  refetchInterval: 15_000,
});

export const usageQuery = queryOptions({
  queryKey: ["usage"],
  queryFn: ({ signal }) => get<Usage>("/usage", {}, signal),
  staleTime: 60_000,
});

export const workspacesQuery = queryOptions({
  queryKey: ["workspaces"],
  queryFn: ({ signal }) => get<Workspace[]>("/workspaces", {}, signal),
});

export const tokensQuery = queryOptions({
  queryKey: ["tokens"],
  queryFn: ({ signal }) => get<Token[]>("/tokens", {}, signal),
});

/** Return the path of a workspace's calls. */
export function workspaceCall(workspace: string, rest = ""): string {
  return `/workspaces/${part(workspace)}${rest}`;
}

/** Who belongs to a workspace. */
export function peopleQuery(workspace: string) {
  return queryOptions({
    queryKey: ["people", workspace],
    queryFn: ({ signal }) => get<Member[]>(workspaceCall(workspace, "/people"), {}, signal),
  });
}

/** The invitations into a workspace. */
export function invitesQuery(workspace: string) {
  return queryOptions({
    queryKey: ["invites", workspace],
    queryFn: ({ signal }) => get<Invite[]>(workspaceCall(workspace, "/invites"), {}, signal),
  });
}

/** Who has a role in a project. */
export function membersQuery(project: string) {
  return queryOptions({
    queryKey: ["members", project],
    queryFn: ({ signal }) => get<ProjectMember[]>(`${projectCall(project)}/members`, {}, signal),
  });
}

/** One project. */
export function projectQuery(project: string) {
  return queryOptions({
    queryKey: ["project", project],
    queryFn: ({ signal }) => get<Project>(projectCall(project), {}, signal),
  });
}

/** Read a page of a project's runs. */
export function readTable(project: string, request: TableRequest, signal?: AbortSignal): Promise<TablePage> {
  return send<TablePage>("POST", `${projectCall(project)}/table`, request, signal);
}

/** A page of a project's runs. */
export function tableQuery(project: string, request: TableRequest) {
  return queryOptions({
    queryKey: ["table", project, request],
    queryFn: ({ signal }) => readTable(project, request, signal),
  });
}

/** Read a page of groups of a project's runs. */
export function readGroups(project: string, request: GroupRequest, signal?: AbortSignal): Promise<GroupPage> {
  return send<GroupPage>("POST", `${projectCall(project)}/groups`, request, signal);
}

/** A page of groups of a project's runs. */
export function groupsQuery(project: string, request: GroupRequest) {
  return queryOptions({
    queryKey: ["table", project, "groups", request],
    queryFn: ({ signal }) => readGroups(project, request, signal),
    placeholderData: keepPreviousData,
  });
}

/** What runs changed, against one run or against those before them. */
export function differencesQuery(project: string, request: DifferencesRequest) {
  return queryOptions({
    queryKey: ["differences", project, request],
    queryFn: ({ signal }) =>
      send<Differences[]>("POST", `${projectCall(project)}/differences`, request, signal),
    staleTime: 30_000,
  });
}

/** Read a page of the fields of runs side by side. */
export function readComparison(
  project: string,
  request: ComparisonRequest,
  signal?: AbortSignal,
): Promise<Comparison> {
  return send<Comparison>("POST", `${projectCall(project)}/compare`, request, signal);
}

/** Runs side by side. */
export function compareQuery(project: string, request: ComparisonRequest) {
  return queryOptions({
    queryKey: ["compare", project, request],
    queryFn: ({ signal }) => readComparison(project, request, signal),
    placeholderData: keepPreviousData,
  });
}

/** Fields that runs of a project have, to choose columns and charts from. */
export function columnsQuery(project: string, search: string, limit: number) {
  const asked = { search, limit, order: "differing" };
  return queryOptions({
    queryKey: ["columns", project, search, limit],
    queryFn: ({ signal }) => get<ColumnList>(`${projectCall(project)}/columns`, asked, signal),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
}

/** The most frequent values of a field. */
export function valuesQuery(project: string, path: string, search: string, limit: number) {
  return queryOptions({
    queryKey: ["columns", project, "values", path, search, limit],
    queryFn: ({ signal }) =>
      get<FieldValues>(`${projectCall(project)}/values`, { path, search, limit }, signal),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
}

/** How many runs of a project are in which state: much less work than groups of them. */
export function statesQuery(project: string) {
  return queryOptions({
    queryKey: ["table", project, "states"],
    queryFn: ({ signal }) =>
      get<FieldValues>(`${projectCall(project)}/values`, { path: "sys/state", limit: 10 }, signal),
  });
}

/** The saved views of a project that one may see. */
export function viewsQuery(project: string) {
  return queryOptions({
    queryKey: ["views", project],
    queryFn: ({ signal }) => get<View[]>(`${projectCall(project)}/views`, {}, signal),
    staleTime: 30_000,
  });
}

/** Projects and runs by a few letters of what they are called. */
export function searchQuery(text: string, limit: number) {
  return queryOptions({
    queryKey: ["search", text, limit],
    queryFn: ({ signal }) => get<Found>("/search", { text, limit }, signal),
    staleTime: 10_000,
  });
}

/** What people made of a field by hand, the newest first. */
export function editsQuery(run: string, path: string, limit: number) {
  return queryOptions({
    queryKey: ["edits", run, path, limit],
    queryFn: ({ signal }) => get<EditPage>(`/runs/${part(run)}/edits`, { path, limit }, signal),
  });
}

/** What a project's description was, the newest first. */
export function projectEditsQuery(project: string, limit: number) {
  return queryOptions({
    queryKey: ["edits", project, "", limit],
    queryFn: ({ signal }) => get<EditPage>(`${projectCall(project)}/edits`, { limit }, signal),
  });
}

/** Return the address of the runs table as a file; columns and sort as the app's address spells them. */
export function exportAddress(
  project: string,
  format: string,
  columns: string,
  sort: string | null,
  query: string,
  grouping: Readonly<Record<string, string | null>>,
): string {
  const except = grouping.except === "" ? "," : grouping.except; // an empty word would not be sent
  return callPath(`${projectCall(project)}/export`, { format, columns, sort, query, ...grouping, except });
}

/** Where a short link leads. */
export function linkQuery(key: string) {
  return queryOptions({
    queryKey: ["link", key],
    queryFn: ({ signal }) => get<LinkTarget>(`/links/${part(key)}`, {}, signal),
    staleTime: Infinity,
  });
}

/** The last lines of a run's console. */
export function lastLinesQuery(uid: string, limit: number) {
  return queryOptions({
    queryKey: ["fields", uid, "console", limit],
    queryFn: ({ signal }) => get<LinePage>(`/runs/${uid}/console`, { last: true, limit }, signal),
  });
}

/** One run, by uid, id or own id; some names need the project. */
export function runQuery(run: string, project?: string) {
  return queryOptions({
    queryKey: ["run", run, project ?? ""],
    queryFn: ({ signal }) => get<Run>(`/runs/${part(run)}`, { project }, signal),
  });
}

const FIRST_FIELDS = 2_000;
const MORE_FIELDS = 10_000;

/** All fields of a run, page by page. */
export function fieldsQuery(uid: string) {
  return infiniteQueryOptions({
    queryKey: ["fields", uid],
    queryFn: ({ pageParam, signal }) =>
      get<FieldPage>(
        `/runs/${uid}/fields`,
        { after: pageParam, limit: pageParam ? MORE_FIELDS : FIRST_FIELDS },
        signal,
      ),
    initialPageParam: "",
    getNextPageParam: (page: FieldPage) => page.next || undefined,
  });
}

/** What the sessions of a run wrote of themselves: it comes late in the order of all paths. */
export function sessionFieldsQuery(uid: string) {
  return queryOptions({
    queryKey: ["session_fields", uid],
    queryFn: ({ signal }) =>
      get<FieldPage>(`/runs/${uid}/fields`, { prefix: "sessions/", limit: FIRST_FIELDS }, signal),
  });
}

/** What a run keeps of its code outside of its sessions; other fields may begin alike. */
export function sourceFieldsQuery(uid: string) {
  return queryOptions({
    queryKey: ["session_fields", uid, "source"],
    queryFn: ({ signal }) =>
      get<FieldPage>(`/runs/${uid}/fields`, { prefix: "source", limit: FIRST_FIELDS }, signal),
  });
}

/** The fields of these paths. */
export function getFields(uid: string, paths: readonly string[]): Promise<FieldPage> {
  return get<FieldPage>(`/runs/${uid}/fields`, { path: paths, limit: FIRST_FIELDS });
}

/** The files of one field. */
export function filesQuery(uid: string, path: string, limit: number) {
  return queryOptions({
    queryKey: ["files", uid, path, limit],
    queryFn: ({ signal }) => get<FilePage>(`/runs/${uid}/files`, { path, limit }, signal),
  });
}

/** Series to draw, in buckets. */
export function seriesQuery(project: string, request: SeriesRequest) {
  return queryOptions({
    queryKey: ["series", project, request],
    queryFn: ({ signal }) => readSeries(project, request, signal),
    placeholderData: keepPreviousData,
    structuralSharing: false,
  });
}

/** The newest lines of a string or histogram series. */
export function linesQuery(run: string, path: string, limit: number) {
  return queryOptions({
    queryKey: ["lines", run, path, limit],
    queryFn: ({ signal }) => get<LinePage>(`/runs/${part(run)}/lines`, { path, limit, last: true }, signal),
    placeholderData: keepPreviousData,
  });
}

export interface FileRef {
  run: string;
  path: string;
  subpath?: string;
  step?: number | null;
}

/** Return the address of a file's bytes. */
export function fileAddress(file: FileRef, download = false): string {
  const { path, subpath, step } = file;
  return callPath(`/runs/${part(file.run)}/file`, { path, subpath, step, download: download || undefined });
}

/** The text of a file of ours, at most its first `most` bytes. */
export function textQuery(address: string, most?: number) {
  return queryOptions({
    queryKey: ["text", address, most],
    queryFn: ({ signal }) => getText(address, signal, most),
    staleTime: 60_000,
  });
}

/** Some rows of a logged table; `digest` keeps rows of an older file from standing in. */
export function rowsQuery(file: FileRef, digest: string, offset: number, limit: number) {
  const { path, subpath, step } = file;
  return queryOptions({
    queryKey: ["rows", file.run, path, subpath, step, digest, offset, limit],
    queryFn: ({ signal }) =>
      get<RowPage>(`/runs/${part(file.run)}/rows`, { path, subpath, step, offset, limit }, signal),
    staleTime: Infinity,
    retry: false,
  });
}

/** Return the address of a long string's whole value. */
export function valueAddress(run: string, path: string): string {
  return callPath(`/runs/${part(run)}/value`, { path });
}
