/** Columns of numbers as the server packs them: a JSON head, then little-endian float64 columns. */

export const PACKED_TYPE = "application/vnd.seamark.columns";

export interface SeriesBlock {
  run: string;
  path: string;
  rows: number;
  columns: string[];
  raw: boolean;
  total: number;
  hidden: number;
  next: string | null;
}

export interface PackedSeries {
  block: SeriesBlock;
  columns: ReadonlyMap<string, Float64Array>;
}

export interface Packed {
  commit: number;
  series: PackedSeries[];
}

interface PackedHead {
  series: SeriesBlock[];
  commit: number;
}

/** Return what a packed answer holds; the columns are views of its bytes where that may be. */
export function unpackColumns(body: ArrayBuffer): Packed {
  const size = new DataView(body).getUint32(0, true);
  const text = new TextDecoder().decode(new Uint8Array(body, 4, size));
  const head = JSON.parse(text) as PackedHead;
  let offset = 4 + size;
  const series = head.series.map((block) => {
    const columns = new Map<string, Float64Array>();
    for (const name of block.columns) {
      columns.set(name, readColumn(body, offset, block.rows));
      offset += block.rows * 8;
    }
    return { block, columns };
  });
  if (offset > body.byteLength) throw new Error("The answer is shorter than its head says.");
  return { commit: head.commit, series };
}

/** Return what several answers hold as one. */
export function joinPacked(answers: readonly Packed[]): Packed {
  return {
    commit: Math.min(...answers.map((answer) => answer.commit)),
    series: answers.flatMap((answer) => answer.series),
  };
}

function readColumn(body: ArrayBuffer, offset: number, rows: number): Float64Array {
  if (offset + rows * 8 > body.byteLength) throw new Error("The answer is shorter than its head says.");
  if (offset % 8 === 0) return new Float64Array(body, offset, rows);
  return new Float64Array(body.slice(offset, offset + rows * 8));
}
