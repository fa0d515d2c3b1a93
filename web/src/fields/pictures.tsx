/** Images, fitted to the place or in their own pixels. */

import { useState } from "react";
import { formatCount } from "../lib/numbers";
import { Button } from "../ui/Button";
import { Notice } from "../ui/Notice";
import css from "./fields.module.css";

/** Images smaller than this, in pixels, are enlarged to about it, at most so many times. */
const SMALL_IMAGE = 256;
const MOST_ENLARGED = 16;
const ZOOMS = [0.25, 0.5, 1, 2, 4, 8, 16] as const;

interface Size {
  width: number;
  height: number;
}

/** An image; one of a few pixels is enlarged so that each of them can be seen. */
export function Picture({ address, name }: { address: string; name: string }) {
  const [size, setSize] = useState<Size | null>(null);
  const [zoom, setZoom] = useState<number | "fit">("fit");
  const [isBroken, setBroken] = useState(false);
  if (isBroken) return <BrokenPicture />;
  const step = (by: 1 | -1) => {
    const now = zoom === "fit" ? 1 : zoom;
    const next = by > 0 ? ZOOMS.find((one) => one > now) : ZOOMS.findLast((one) => one < now);
    setZoom(next ?? now);
  };
  const times = zoom === "fit" ? (size ? enlargement(size) : 0) : zoom;
  const width = size && times ? size.width * times : undefined;
  return (
    <figure className={css.picture}>
      <div className={css.zooms}>
        <Button small aria-pressed={zoom === "fit"} onClick={() => setZoom("fit")}>
          Fit
        </Button>
        <Button small aria-pressed={zoom === 1} onClick={() => setZoom(1)}>
          Real pixels
        </Button>
        <Button small aria-label="Smaller" onClick={() => step(-1)}>
          −
        </Button>
        <Button small aria-label="Larger" onClick={() => step(1)}>
          +
        </Button>
        {size && (
          <span>
            {formatCount(size.width)} × {formatCount(size.height)}
            {zoom !== "fit" && ` · ${zoom * 100} %`}
          </span>
        )}
      </div>
      <div className={css.canvas}>
        <img
          className={[zoom === "fit" && css.fitted, times > 1 && css.pixels].filter(Boolean).join(" ")}
          style={width ? { width } : undefined}
          src={address}
          alt={name}
          onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
            setSize({ width: naturalWidth, height: naturalHeight })
          }
          onError={() => setBroken(true)}
        />
      </div>
    </figure>
  );
}

/** How often a small image is enlarged where it is fitted; 0 for one that is large enough. */
export function enlargement({ width, height }: Size): number {
  const times = Math.floor(SMALL_IMAGE / Math.max(1, width, height));
  return times > 1 ? Math.min(MOST_ENLARGED, times) : 0;
}

/** What stands where an image cannot be drawn. */
export function BrokenPicture() {
  return (
    <Notice title="This image cannot be drawn.">
      <p>
        Its bytes are no image that a browser reads, or it is too large for one. Download it to look at it.
      </p>
    </Notice>
  );
}
