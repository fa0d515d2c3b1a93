/** A frame in an origin of its own: what is shown in it reaches neither the app nor the network. */

import { useEffect, useRef, useState } from "react";
import css from "./SealedFrame.module.css";
import { useTheme } from "./theme";

const MOST_HEIGHT = 900;
const LEAST_HEIGHT = 24;
const PATIENCE = 20_000;

/** HTML that somebody made, its scripts too; as high as it says, within bounds. */
export function HtmlFrame({ html, title }: { html: string; title: string }) {
  const [height, setHeight] = useState(80);
  const theme = useTheme();
  const frame = useFrame((message, post) => {
    if (message.ready === true) post({ html, style: spellStyle() });
    if (typeof message.height === "number" && Number.isFinite(message.height))
      setHeight(Math.min(MOST_HEIGHT, Math.max(LEAST_HEIGHT, Math.ceil(message.height))));
  });
  return (
    <iframe
      key={theme}
      ref={frame}
      className={css.plain}
      style={{ height }}
      src={`/frames/html.html?${FRAMES_DIGEST}`}
      sandbox="allow-scripts"
      title={title}
    />
  );
}

type FigureState = "loading" | "drawn" | "slow" | { problem: string };

/** A figure of Plotly, given as JSON. */
export function FigureFrame({ figure, title }: { figure: string; title: string }) {
  const theme = useTheme();
  const [state, setState] = useState<FigureState>("loading");
  const frame = useFrame((message, post) => {
    if (message.ready === true) post({ figure, look: readLook() });
    if (message.drawn === true) setState("drawn");
    if (typeof message.failed === "string") setState({ problem: message.failed });
  });
  useEffect(() => {
    const timer = window.setTimeout(() => setState((now) => (now === "loading" ? "slow" : now)), PATIENCE);
    return () => window.clearTimeout(timer);
  }, []);
  return (
    <div className={css.figure}>
      <iframe
        key={theme}
        ref={frame}
        className={css.fill}
        src={`/frames/plotly.html?${FRAMES_DIGEST}`}
        sandbox="allow-scripts"
        title={title}
      />
      {state === "loading" && <p role="status">Drawing…</p>}
      {state === "slow" && <p role="status">This figure takes long. Download it to open it elsewhere.</p>}
      {typeof state === "object" && <p role="alert">The figure cannot be drawn: {state.problem}</p>}
    </div>
  );
}

type Message = Record<string, unknown>;
type Post = (message: Message) => void;

/** Listen to one frame; what it says is data of a stranger. */
function useFrame(onMessage: (message: Message, post: Post) => void) {
  const frame = useRef<HTMLIFrameElement>(null);
  const listener = useRef(onMessage);
  listener.current = onMessage;
  useEffect(() => {
    const hear = (event: MessageEvent<unknown>) => {
      const inside = frame.current?.contentWindow;
      if (!inside || event.source !== inside || typeof event.data !== "object" || event.data === null) return;
      // The frame has no origin that could be named; it is given what it is to show, and nothing else.
      listener.current(event.data as Message, (message) => inside.postMessage(message, "*"));
    };
    window.addEventListener("message", hear);
    return () => window.removeEventListener("message", hear);
  }, []);
  return frame;
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function readLook() {
  const colours = Array.from({ length: 10 }, (_, slot) => colour(`--s${slot}`));
  return { background: colour("--panel"), text: colour("--text-2"), line: colour("--line"), colours };
}

function spellStyle(): string {
  return `:root{color-scheme:${colour("color-scheme") || "light"}}
    body{margin:0;padding:4px 0;font:13px/1.45 system-ui,sans-serif;color:${colour("--text")};overflow-x:auto}
    table{border-collapse:collapse}th,td{padding:3px 9px;border-bottom:1px solid ${colour("--line")};text-align:right}
    a{color:${colour("--accent")}}`;
}
