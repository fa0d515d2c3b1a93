/** All fields of a run as a tree, windowed. */

import { useQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, useDeferredValue, useMemo, useRef, useState } from "react";
import { textQuery, valueAddress } from "../../api/queries";
import type { Field } from "../../api/types";
import { drawValue, spellValue } from "../../fields/values";
import { isSystemPath } from "../../lib/field-paths";
import { isHandType } from "../../lib/hand-values";
import { countOf } from "../../lib/numbers";
import { buildTree, flattenTree, type TreeRow } from "../../lib/tree";
import { useAddress } from "../../state/address";
import { Button } from "../../ui/Button";
import { CopyButton } from "../../ui/Copy";
import { useSearch } from "../../ui/expressions";
import { Icon } from "../../ui/Icon";
import { SearchInput } from "../../ui/Input";
import { Notice, Waiting } from "../../ui/Notice";
import { CutText } from "../../ui/Words";
import { CellEditor } from "../edit/CellEditor";
import { FieldHistory } from "../edit/FieldHistory";
import css from "./FieldsTab.module.css";
import type { Fields, Holder } from "./use-fields";

const ROW = 27;
/** Branches larger than this are closed at first. */
const MANY = 200;

/** Search, then the tree; a click on a field shows it whole. */
export function FieldsTab({ run, fields }: { run: Holder; fields: Fields }) {
  const [address, change] = useAddress();
  const find = address.get("find") ?? "";
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const [chosen, setChosen] = useState<string | null>(null);
  const search = useSearch(find);
  const shown = useDeferredValue(fields.fields);
  const found = useMemo(
    () => (find ? shown.filter((field) => search.matches(field.path)) : shown),
    [shown, find, search],
  );
  const tree = useMemo(() => buildTree(found), [found]);
  const rows = useMemo(() => {
    const isBig = (path: string) => startsClosed(path) || sizeAt(tree.root, path) > MANY;
    return flattenTree(tree, (path) => (find ? !turned.has(path) : turned.has(path) === isBig(path)));
  }, [tree, turned, find]);
  const turn = (path: string) => setTurned((before) => toggled(before, path));
  const field = chosen === null ? undefined : fields.fields.find((one) => one.path === chosen);
  return (
    <div className={css.tab}>
      <div className={css.bar}>
        <SearchInput
          label="Search fields"
          title="Words, or an expression between slashes: /loss$/"
          value={find}
          onValue={(value) => change({ find: value || null })}
        />
        <span role="status">
          {search.problem ||
            `${find ? `${countOf(found.length, "field")} of ` : ""}${countOf(fields.total, "field")}`}
          {!fields.isComplete && `, ${countOf(fields.fields.length, "field")} here so far`}
        </span>
      </div>
      {fields.isLoading && <Waiting />}
      {!fields.isLoading && fields.total === 0 && <Notice title="No fields yet" />}
      <div className={css.both}>
        <Rows
          rows={rows}
          chosen={chosen}
          onTurn={turn}
          onChoose={(path) => setChosen(path === chosen ? null : path)}
        />
        {field && <Whole key={field.path} run={run} field={field} onClose={() => setChosen(null)} />}
      </div>
    </div>
  );
}

function startsClosed(path: string): boolean {
  return path === "sessions" || path === "sys";
}

function sizeAt(root: ReturnType<typeof buildTree<Field>>["root"], path: string): number {
  let branch = root;
  for (const part of path.split("/")) {
    const next = branch.children.get(part);
    if (!next) return 0;
    branch = next;
  }
  return branch.size;
}

function toggled(set: ReadonlySet<string>, item: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(item)) next.add(item);
  return next;
}

interface RowsProps {
  rows: readonly TreeRow<Field>[];
  chosen: string | null;
  onTurn: (path: string) => void;
  onChoose: (path: string) => void;
}

function Rows({ rows, chosen, onTurn, onChoose }: RowsProps) {
  const scroll = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  return (
    <div ref={scroll} className={css.scroll} role="tree" aria-label="Fields">
      <div style={{ height: list.getTotalSize(), position: "relative" }}>
        {list.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          const style = placeRow(item.start, row.depth);
          return row.leaf ? (
            <LeafRow
              key={row.key}
              row={row}
              field={row.leaf}
              style={style}
              isChosen={row.key === chosen}
              onChoose={() => onChoose(row.key)}
            />
          ) : (
            <BranchRow key={row.key} row={row} style={style} onTurn={() => onTurn(row.key.slice(0, -1))} />
          );
        })}
      </div>
    </div>
  );
}

/** The values stand in one line, however deep their fields lie. */
function placeRow(start: number, depth: number): CSSProperties {
  return {
    transform: `translateY(${start}px)`,
    paddingLeft: 12 + depth * 18,
    "--indent": `${depth * 18}px`,
  } as CSSProperties;
}

interface BranchRowProps {
  row: TreeRow<Field>;
  style: CSSProperties;
  onTurn: () => void;
}

function BranchRow({ row, style, onTurn }: BranchRowProps) {
  return (
    <div
      role="treeitem"
      tabIndex={-1}
      aria-level={row.depth + 1}
      aria-expanded={row.open}
      className={css.row}
      style={style}
    >
      <button type="button" className={css.name} onClick={onTurn}>
        <span className={row.open ? css.opened : css.closed}>
          <Icon name="chevron" size={12} />
        </span>
        <CutText text={row.name} limit={48} />
        <span className={css.dim}>{row.size}</span>
      </button>
    </div>
  );
}

interface LeafRowProps {
  row: TreeRow<Field>;
  field: Field;
  style: CSSProperties;
  isChosen: boolean;
  onChoose: () => void;
}

function LeafRow({ row, field, style, isChosen, onChoose }: LeafRowProps) {
  return (
    <div
      role="treeitem"
      tabIndex={-1}
      aria-level={row.depth + 1}
      aria-selected={isChosen}
      className={isChosen ? css.chosen : css.row}
      style={style}
    >
      <button type="button" className={css.name} onClick={onChoose} title={field.path}>
        <span className={css.indent} />
        <CutText text={row.name} limit={48} />
      </button>
      <span className={css.value}>{drawValue(field)}</span>
      <span className={css.type}>{field.type.replace("_", " ")}</span>
      <span className={css.copy}>
        <CopyButton text={() => spellValue(field)} label={`Copy the value of ${field.path}`} />
      </span>
    </div>
  );
}

function Whole({ run, field, onClose }: { run: Holder; field: Field; onClose: () => void }) {
  const { data } = useQuery({ ...textQuery(valueAddress(run.uid, field.path)), enabled: field.cut });
  const [isEditing, setEditing] = useState(false);
  const text = field.cut ? (data ?? spellValue(field)) : wholeText(field);
  return (
    <aside className={css.whole} aria-label={field.path}>
      <header>
        <b className="mono">{field.path}</b>
        <CopyButton text={field.path} label="Copy the path" />
        <button type="button" className={css.close} aria-label="Close" onClick={onClose}>
          <Icon name="close" size={14} />
        </button>
      </header>
      <div className={css.line}>
        {field.type.replace("_", " ")}
        <CopyButton text={text} label="Copy the value" />
        {isEditable(field) && !isEditing && (
          <Button small onClick={() => setEditing(true)}>
            Edit
          </Button>
        )}
      </div>
      {isEditing && (
        <div className={css.editing}>
          <CellEditor
            run={run.uid}
            path={field.path}
            type={field.type}
            text={spellValue(field)}
            onDone={() => setEditing(false)}
          />
        </div>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long values are scrolled by the keyboard too */}
      <pre tabIndex={0}>{text}</pre>
      {field.stats === null && <FieldHistory run={run.uid} path={field.path} />}
    </aside>
  );
}

/** The server's own fields are not for editing, but for those that people give. */
const GIVEN = new Set(["sys/name", "sys/description", "sys/group"]);

function isEditable({ path, type, cut, inherited }: Field): boolean {
  if (cut || inherited || !isHandType(type)) return false;
  return !isSystemPath(path) || GIVEN.has(path);
}

function wholeText(field: Field): string {
  if (field.stats) return JSON.stringify(field.stats, null, 2);
  if (field.file) return JSON.stringify(field.file, null, 2);
  return typeof field.value === "string" ? field.value : JSON.stringify(field.value ?? null, null, 2);
}
