/** Whether an element is in sight or nearly so. */

import { type RefCallback, useCallback, useRef, useState } from "react";

/** Return a ref for the element, and whether it is near the window. */
export function useInSight<Element extends HTMLElement>(margin = "300px"): [RefCallback<Element>, boolean] {
  const [inSight, setInSight] = useState(false);
  const observer = useRef<IntersectionObserver | null>(null);
  const ref = useCallback(
    (element: Element | null) => {
      observer.current?.disconnect();
      if (!element) return;
      observer.current = new IntersectionObserver(
        (entries) => setInSight(entries.some((entry) => entry.isIntersecting)),
        { rootMargin: margin },
      );
      observer.current.observe(element);
    },
    [margin],
  );
  return [ref, inSight];
}

/** Return a ref for the element, and its size as it is now. */
export function useWidth<Element extends HTMLElement>(): [RefCallback<Element>, number] {
  const [width, setWidth] = useState(0);
  const observer = useRef<ResizeObserver | null>(null);
  const ref = useCallback((element: Element | null) => {
    observer.current?.disconnect();
    if (!element) return;
    observer.current = new ResizeObserver(([entry]) => setWidth(Math.round(entry?.contentRect.width ?? 0)));
    observer.current.observe(element);
  }, []);
  return [ref, width];
}

export interface Size {
  width: number;
  height: number;
}

/** Return a ref for the element, and how wide and high it is inside. */
export function useSize<Element extends HTMLElement>(): [RefCallback<Element>, Size] {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  const observer = useRef<ResizeObserver | null>(null);
  const ref = useCallback((element: Element | null) => {
    observer.current?.disconnect();
    if (!element) return;
    observer.current = new ResizeObserver(([entry]) => {
      const { width = 0, height = 0 } = entry?.contentRect ?? {};
      setSize({ width: Math.round(width), height: Math.round(height) });
    });
    observer.current.observe(element);
  }, []);
  return [ref, size];
}
