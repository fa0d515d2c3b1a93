/** The words of `/api/v1` as the app uses them, from the generated document. */

import type { components } from "./openapi";

type Schemas = components["schemas"];

/** An answer has all its fields, also those that a request may leave out. */
type Whole<T> = T extends readonly (infer Item)[]
  ? Whole<Item>[]
  : T extends object
    ? { [Key in keyof T]-?: Whole<T[Key]> }
    : T;

export type FieldType = Schemas["FieldType"];
export type Column = Schemas["Column"];
export type Sort = Schemas["Sort"];
export type SignIn = Schemas["SignIn"];
export type SeriesRef = Schemas["SeriesRef"];
export type SeriesRequest = Schemas["SeriesRequest"];
export type TableRequest = Schemas["TableRequest"];

export type TokenRequest = Schemas["TokenRequest"];
export type ProjectRequest = Schemas["ProjectRequest"];
export type InviteRequest = Schemas["InviteRequest"];
export type InviteAnswer = Schemas["InviteAnswer"];
export type PasswordChange = Schemas["PasswordChange"];

export type Change = { commit: number; project: string; runs: string[]; paths: Record<string, string[]> };
export type ColumnFacts = Whole<Schemas["ColumnFacts"]>;
export type ColumnList = Whole<Schemas["ColumnList"]>;
export type Field = Whole<Schemas["Field"]>;
export type FieldPage = Whole<Schemas["FieldPage"]>;
export type FileFacts = Whole<Schemas["FileFacts"]>;
export type FilePage = Whole<Schemas["FilePage"]>;
export type Info = Whole<Schemas["Info"]>;
export type Invite = Whole<Schemas["Invite"]>;
export type InviteFacts = Whole<Schemas["InviteFacts"]>;
export type Line = Whole<Schemas["Line"]>;
export type LinePage = Whole<Schemas["LinePage"]>;
export type Checkpoint = Whole<Schemas["Checkpoint"]>;
export type Model = Whole<Schemas["Model"]>;
export type ModelVersion = Whole<Schemas["ModelVersion"]>;
export type Notebook = Whole<Schemas["Notebook"]>;
export type Receipt = Whole<Schemas["Receipt"]>;
export type Member = Whole<Schemas["Member"]>;
export type ProjectMember = Whole<Schemas["ProjectMember"]>;
export type Token = Whole<Schemas["Token"]>;
export type Workspace = Whole<Schemas["Workspace"]>;
export type Objective = Whole<Schemas["Objective"]>;
export type Person = Whole<Schemas["Person"]>;
export type Problem = Whole<Schemas["Problem"]>;
export type Project = Whole<Schemas["Project"]>;
export type ProjectUsage = Whole<Schemas["ProjectUsage"]>;
export type RowPage = Whole<Schemas["RowPage"]>;
export type Run = Whole<Schemas["Run"]>;
export type TablePage = Whole<Schemas["TablePage"]>;
export type TableRow = Whole<Schemas["TableRow"]>;
export type TrashedObject = Whole<Schemas["TrashedObject"]>;
export type TrashPage = Whole<Schemas["TrashPage"]>;
export type TrashResult = Whole<Schemas["TrashResult"]>;
export type TrashWeight = Whole<Schemas["TrashWeight"]>;
export type Usage = Whole<Schemas["Usage"]>;

export type Aggregate = NonNullable<Column["aggregate"]>;
export type Goal = Objective["goal"];
export type WorkspaceRole = Member["role"];
export type ProjectRole = ProjectMember["role"];
export type Stage = ModelVersion["stage"];
export type Visibility = Project["visibility"];

export type View = Whole<Schemas["View"]>;
export type ViewRequest = Schemas["ViewRequest"];
export type ViewChange = Schemas["ViewChange"];
export type Link = Whole<Schemas["Link"]>;
export type LinkTarget = Whole<Schemas["LinkTarget"]>;
export type Edit = Whole<Schemas["Edit"]>;
export type EditPage = Whole<Schemas["EditPage"]>;
export type Found = Whole<Schemas["Found"]>;
export type Grouping = Schemas["Grouping"];
export type GroupRef = Schemas["GroupRef"];

export type Group = Whole<Schemas["Group"]>;
export type GroupCell = Whole<Schemas["GroupCell"]>;
export type GroupPage = Whole<Schemas["GroupPage"]>;
export type GroupRequest = Schemas["GroupRequest"];
export type BulkRequest = Schemas["BulkRequest"];
export type BulkResult = Whole<Schemas["BulkResult"]>;
export type FieldValues = Whole<Schemas["FieldValues"]>;
export type ConfigChange = Whole<Schemas["Change"]>;
export type Differences = Whole<Schemas["Differences"]>;
export type DifferencesRequest = Schemas["DifferencesRequest"];
export type Comparison = Whole<Schemas["Comparison"]>;
export type ComparisonRow = Whole<Schemas["ComparisonRow"]>;
export type ComparisonRequest = Schemas["ComparisonRequest"];
