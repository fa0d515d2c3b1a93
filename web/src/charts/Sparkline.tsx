/** A series as small as a word: its line, and its last point. */

import css from "./Sparkline.module.css";

interface SparklineProps {
  y: Float64Array;
  x: Float64Array;
  width: number;
  height: number;
  label: string;
}

/** A line without axes; what is not finite is a gap. */
export function Sparkline({ x, y, width, height, label }: SparklineProps) {
  const path = drawPath(x, y, width, height);
  return (
    <svg className={css.spark} width={width} height={height} role="img" aria-label={label}>
      <path d={path} />
    </svg>
  );
}

const EDGE = 2;

/** Return the path of a line through points; the greatest value touches the top. */
export function drawPath(x: Float64Array, y: Float64Array, width: number, height: number): string {
  const finite = y.filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const [first = 0, last = 0] = [x[0], x[x.length - 1]];
  const across = last - first || 1;
  const up = high - low || 1;
  let text = "";
  let pen = "M";
  y.forEach((value, at) => {
    if (!Number.isFinite(value)) {
      pen = "M";
      return;
    }
    const px = EDGE + (((x[at] ?? 0) - first) / across) * (width - 2 * EDGE);
    const py = high === low ? height / 2 : EDGE + (1 - (value - low) / up) * (height - 2 * EDGE);
    text += `${pen}${px.toFixed(1)} ${py.toFixed(1)}`;
    pen = "L";
  });
  return text;
}
