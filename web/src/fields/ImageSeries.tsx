/** Images of one run, or of several side by side: by step under one slider, or of each a single one. */

import { useQueries } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { Link } from "wouter";
import { explain } from "../api/client";
import { fileAddress, filesQuery } from "../api/queries";
import type { FileFacts } from "../api/types";
import { countOf, formatExact } from "../lib/numbers";
import { joinSteps, placeOfStep } from "../lib/steps";
import { gather } from "../state/gather";
import { IconButton } from "../ui/Button";
import { CutText } from "../ui/Words";
import css from "./ImageSeries.module.css";

/** Most steps of a series that are read. */
const MOST_STEPS = 10_000;
const FRAME_MILLISECONDS = 400;

export interface ImageRun {
  uid: string;
  name: string;
  /** The run's colour, as CSS has it; none where there is only one run. */
  colour?: string;
}

export interface ImageSeriesProps {
  runs: readonly ImageRun[];
  path: string;
  /** The step that is shown of a series; null for the newest. A run without it shows the one before it. */
  step: number | null;
  onStep: (step: number | null) => void;
  /** Where an image leads to when it is clicked. */
  hrefOf?: (run: ImageRun, file: FileFacts) => string;
}

/** The images at one step, with a slider, and a button that plays them; of a field with one image that alone. */
export function ImageSeries({ runs, path, step, onStep, hrefOf }: ImageSeriesProps) {
  const { answers, error } = useQueries({
    queries: runs.map((run) => filesQuery(run.uid, path, MOST_STEPS)),
    combine: gather,
  });
  const steps = useMemo(() => joinSteps(answers.map((one) => (one?.files ?? NONE).map(stepOf))), [answers]);
  const last = steps.length - 1;
  const place = step === null ? last : placeOfStep(steps, step);
  const [isPlaying, setPlaying] = usePlaying(place, steps, onStep);
  const shown = steps[place] ?? 0;
  const isSeries = answers.some((one) => one?.files.some((file) => typeof file.step === "number"));
  const isCut = answers.some((one) => (one?.total ?? 0) > MOST_STEPS);
  return (
    <div className={css.series}>
      <div className={runs.length > 1 ? css.several : css.one}>
        {runs.map((run, index) => (
          <Shot
            key={run.uid}
            run={run}
            path={path}
            file={findFile(answers[index]?.files ?? NONE, shown)}
            wanted={shown}
            isLoading={answers[index] === undefined && !error}
            href={hrefOf}
          />
        ))}
      </div>
      {error !== null && <p role="alert">{explain(error).title}</p>}
      {isSeries && (
        <div className={css.slider}>
          <IconButton
            small
            icon={isPlaying ? "pause" : "play"}
            label={isPlaying ? "Stop" : "Play"}
            disabled={last < 1}
            onClick={() => setPlaying(!isPlaying)}
          />
          <input
            type="range"
            aria-label={`Step of ${path}`}
            aria-valuetext={`step ${formatExact(shown)}`}
            min={0}
            max={Math.max(0, last)}
            value={Math.max(0, place)}
            disabled={last < 1}
            onChange={(event) => {
              setPlaying(false);
              const next = Number(event.target.value);
              onStep(next >= last ? null : (steps[next] ?? null));
            }}
          />
          <output title={countOf(steps.length, "step")}>
            {formatExact(shown)}
            <span> / {formatExact(steps[last] ?? 0)}</span>
          </output>
        </div>
      )}
      {isCut && (
        <p className={css.note}>The first {countOf(MOST_STEPS, "step")}; the others are among the files.</p>
      )}
    </div>
  );
}

const NONE: FileFacts[] = [];

function stepOf(file: FileFacts): number {
  return file.step ?? 0;
}

function findFile(files: readonly FileFacts[], step: number): FileFacts | undefined {
  const place = placeOfStep(files.map(stepOf), step);
  const file = files[place];
  return file && stepOf(file) <= step ? file : undefined;
}

function usePlaying(
  place: number,
  steps: readonly number[],
  onStep: (step: number | null) => void,
): [boolean, (isPlaying: boolean) => void] {
  const [isPlaying, setPlaying] = useState(false);
  const last = steps.length - 1;
  useEffect(() => {
    if (!isPlaying) return;
    const timer = window.setTimeout(() => {
      if (place + 1 >= last) setPlaying(false);
      onStep(place + 1 >= last ? null : (steps[place + 1] ?? null));
    }, FRAME_MILLISECONDS);
    return () => window.clearTimeout(timer);
  }, [isPlaying, place, last, steps, onStep]);
  const start = (next: boolean) => {
    if (next && place >= last) onStep(steps[0] ?? null);
    setPlaying(next);
  };
  return [isPlaying, start];
}

interface ShotProps {
  run: ImageRun;
  path: string;
  file: FileFacts | undefined;
  wanted: number;
  isLoading: boolean;
  href: ImageSeriesProps["hrefOf"];
}

function Shot({ run, path, file, wanted, isLoading, href }: ShotProps) {
  const [broken, setBroken] = useState("");
  const label = typeof file?.step === "number" ? `${path} at step ${formatExact(file.step)}` : path;
  const image = file && broken !== file.digest && (
    <img
      src={fileAddress({ run: run.uid, path, step: file.step ?? null })}
      alt={file.caption || label}
      loading="lazy"
      onError={() => setBroken(file.digest)}
    />
  );
  return (
    <figure className={css.shot}>
      <div className={css.place}>
        {file && href ? (
          <Link href={href(run, file)} aria-label={`Open ${label}`}>
            {image}
          </Link>
        ) : (
          image
        )}
        {file && broken === file.digest && <span>This image cannot be drawn.</span>}
        {!file && <span>{isLoading ? "…" : `None up to step ${formatExact(wanted)}.`}</span>}
      </div>
      <figcaption>
        {run.colour && (
          <b>
            <i style={{ background: run.colour }} />
            <CutText text={run.name} limit={32} />
          </b>
        )}
        {file && stepOf(file) !== wanted && (
          <span className={css.other}>step {formatExact(stepOf(file))}</span>
        )}
        {file?.caption && <span title={file.caption}>{file.caption}</span>}
      </figcaption>
    </figure>
  );
}
