/** Models, their versions, notebooks: what the app reads of them. */

import { keepPreviousData, type QueryKey, queryOptions } from "@tanstack/react-query";
import { callPath, get, send } from "./client";
import { projectCall } from "./queries";
import type { Checkpoint, ColumnList, Model, ModelVersion, Notebook, TableRequest } from "./types";

const part = encodeURIComponent;

export interface RegistryRow<Item extends Model | ModelVersion = Model | ModelVersion> {
  item: Item;
  cells: unknown[];
}

export interface RegistryPage<Item extends Model | ModelVersion = Model | ModelVersion> {
  rows: RegistryRow<Item>[];
  matched: number;
}

/** Which objects of the registry: the models of a project, or the versions of a model. */
export interface Shelf {
  project: string;
  model: string | null;
}

/** A page of models, or of one model's versions. */
export function registryQuery(shelf: Shelf, request: TableRequest) {
  return queryOptions({
    queryKey: registryKey(shelf, request),
    queryFn: ({ signal }) => readRegistry(shelf, request, signal),
    placeholderData: keepPreviousData,
  });
}

/** What a page is kept by. */
export function registryKey({ project, model }: Shelf, request: TableRequest): QueryKey {
  return [model === null ? "models" : "versions", project, model, request];
}

/** Read a page of a shelf. */
export function readRegistry(
  { project, model }: Shelf,
  request: TableRequest,
  signal?: AbortSignal,
): Promise<RegistryPage> {
  return model === null ? readModels(project, request, signal) : readVersions(model, request, signal);
}

/** Read a page of a project's models. */
export async function readModels(
  project: string,
  request: TableRequest,
  signal?: AbortSignal,
): Promise<RegistryPage<Model>> {
  type Page = { rows: { model: Model; cells: unknown[] }[]; matched: number };
  const page = await send<Page>("POST", `${projectCall(project)}/models/table`, request, signal);
  return { ...page, rows: page.rows.map(({ model, cells }) => ({ item: model, cells })) };
}

/** Read a page of a model's versions. */
export async function readVersions(
  model: string,
  request: TableRequest,
  signal?: AbortSignal,
): Promise<RegistryPage<ModelVersion>> {
  type Page = { rows: { version: ModelVersion; cells: unknown[] }[]; matched: number };
  const page = await send<Page>("POST", `/models/${part(model)}/versions/table`, request, signal);
  return { ...page, rows: page.rows.map(({ version, cells }) => ({ item: version, cells })) };
}

/** Fields that models or versions of a project have. */
export function registryColumnsQuery({ project, model }: Shelf) {
  const kind = model === null ? "model" : "model_version";
  return queryOptions({
    queryKey: ["columns", project, kind],
    queryFn: ({ signal }) => get<ColumnList>(`${projectCall(project)}/columns`, { kind, limit: 200 }, signal),
    staleTime: 30_000,
  });
}

/** One model, by its id. */
export function modelQuery(model: string, project: string) {
  return queryOptions({
    queryKey: ["model", model, project],
    queryFn: ({ signal }) => get<Model>(`/models/${part(model)}`, { project }, signal),
  });
}

/** One version of a model, by its id. */
export function versionQuery(version: string, project: string) {
  return queryOptions({
    queryKey: ["version", version, project],
    queryFn: ({ signal }) => get<ModelVersion>(`/model-versions/${part(version)}`, { project }, signal),
  });
}

/** Notebooks of a project, the newest first. */
export function notebooksQuery(project: string) {
  return queryOptions({
    queryKey: ["notebooks", project],
    queryFn: ({ signal }) => get<Notebook[]>(`${projectCall(project)}/notebooks`, { limit: 1_000 }, signal),
  });
}

/** States of a notebook, the newest first. */
export function checkpointsQuery(notebook: string) {
  return queryOptions({
    queryKey: ["checkpoints", notebook],
    queryFn: ({ signal }) =>
      get<Checkpoint[]>(`/notebooks/${part(notebook)}/checkpoints`, { limit: 1_000 }, signal),
  });
}

/** Return the address of a checkpoint's bytes. */
export function checkpointAddress(notebook: string, checkpoint: string): string {
  return callPath(`/notebooks/${part(notebook)}/checkpoints/${part(checkpoint)}/content`);
}
