/** What the app reads, as options for TanStack Query. The keys begin with what `live.ts` refreshes. */

import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { callPath, get, getText, send, sendForColumns } from "./client";
import type {
  ColumnList,
  FieldPage,
  FilePage,
  Info,
  Invite,
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

/** A page of a project's runs. */
export function tableQuery(project: string, request: TableRequest) {
  return queryOptions({
    queryKey: ["table", project, request],
    queryFn: ({ signal }) => send<TablePage>("POST", `${projectCall(project)}/table`, request, signal),
  });
}

/** Fields that runs of a project have, to choose columns and charts from. */
export function columnsQuery(project: string, search: string, limit: number) {
  return queryOptions({
    queryKey: ["columns", project, search, limit],
    queryFn: ({ signal }) => get<ColumnList>(`${projectCall(project)}/columns`, { search, limit }, signal),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
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
    queryFn: ({ signal }) => sendForColumns(`/series?project=${part(project)}`, request, signal),
    placeholderData: keepPreviousData,
    structuralSharing: false,
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
