/** Line icons of one weight, drawn here. */

const SHAPES = {
  home: "M4 11l8-7 8 7M6 10v10h12V10",
  runs: "M4 6h16M4 12h16M4 18h16",
  charts: "M4 19V5M4 19h16M7 15l4-5 3 3 5-7",
  eye: "M2 12s3.6-6.5 10-6.5S22 12 22 12s-3.6 6.5-10 6.5S2 12 2 12zM12 9.2a2.8 2.8 0 100 5.6 2.8 2.8 0 000-5.6z",
  eyeOff:
    "M4 4l16 16M9.5 5.9A9.6 9.6 0 0112 5.5C18.4 5.5 22 12 22 12a17 17 0 01-3 3.6M6.3 7.6A16 16 0 002 12s3.6 6.5 10 6.5a9.7 9.7 0 004.4-1",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  check: "M5 12.500l4.5 4.500L19 7.5",
  sun: "M12 8a4 4 0 100 8 4 4 0 000-8zM12 2v2.500M12 19.500V22M2 12h2.500M19.5 12H22M5 5l1.7 1.700M17.3 17.300L19 19M5 19l1.7-1.700M17.3 6.700L19 5",
  moon: "M20 14.500A8.5 8.5 0 019.5 4 8.5 8.5 0 1020 14.500z",
  screen: "M3 5h18v11H3zM9 20h6M12 16v4",
  before: "M15 6l-6 6 6 6",
  pencil: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  chevron: "M9 6l6 6-6 6",
  down: "M6 9l6 6 6-6",
  up: "M6 15l6-6 6 6",
  play: "M7 5l12 7-12 7z",
  pause: "M8 5v14M16 5v14",
  search: "M10.5 4a6.5 6.5 0 100 13 6.5 6.5 0 000-13zM15.5 15.500L20 20",
  close: "M6 6l12 12M18 6L6 18",
  download: "M12 4v11M7.5 11l4.5 4.5 4.5-4.500M5 20h14",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  folder: "M3 6h6l2 2h10v11H3z",
  table: "M4 5h16v14H4zM4 10h16M10 10v9",
  split: "M4 5h16v14H4zM12 5v14",
  left: "M4 5h16v14H4zM15 5v14",
  right: "M4 5h16v14H4zM9 5v14",
  enlarge: "M9 4H4v5M15 20h5v-5M4 4l6 6M20 20l-6-6",
  more: "M5.5 11a1 1 0 100 2 1 1 0 000-2zM12 11a1 1 0 100 2 1 1 0 000-2zM18.5 11a1 1 0 100 2 1 1 0 000-2z",
  shrink: "M4 10h6V4M20 14h-6v6M10 10L4 4M14 14l6 6",
  leave: "M14 4H5v16h9M10 12h10M16.5 8.500L20 12l-3.5 3.5",
  settings: "M4 7h10M18 7h2M4 17h2M10 17h10M14 4.500v5M6 14.500v5",
  link: "M10 14a4 4 0 005.700 0l3-3a4 4 0 00-5.700-5.700l-1 1M14 10a4 4 0 00-5.700 0l-3 3a4 4 0 005.700 5.700l1-1",
  list: "M9 6h11M9 12h11M9 18h11M4 6h.01M4 12h.01M4 18h.01",
  filter: "M4 6h16l-6 7v5l-4 2v-7z",
  compare: "M4 8h12M12 4l4 4-4 4M20 16H8M12 12l-4 4 4 4",
  models: "M12 3l8 4.500v9L12 21l-8-4.500v-9zM4 7.500l8 4.500 8-4.500M12 12v9",
  notebooks: "M6 3h13v18H6zM3.5 7.500H8M3.5 12H8M3.5 16.500H8M12 8h4M12 12h4",
  notes: "M5 4h14v10l-5 6H5zM14 20v-6h5",
  trash: "M4 7h16M9 7V4h6v3M6.5 7l1 13h9l1-13M10 11v5M14 11v5",
  plus: "M12 5v14M5 12h14",
  keys: "M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M8 14h8",
  columns: "M4 5h16v14H4zM9.3 5v14M14.7 5v14",
} as const;

export type IconName = keyof typeof SHAPES;

/** An icon that says nothing by itself; the words are its button's. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={SHAPES[name]} />
    </svg>
  );
}

/** The mark of Seamark. */
export function Logo({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d="M12 2l5 9H7z" fill="var(--accent)" />
      <path d="M9 12h6l1.4 7H7.600z" fill="var(--text)" />
      <path
        d="M3 21.500c2-1.6 4-1.6 6 0s4 1.6 6 0 4-1.6 6 0"
        stroke="var(--accent)"
        strokeWidth="1.8"
        fill="none"
        strokeLinecap="round"
      />
    </svg>
  );
}
