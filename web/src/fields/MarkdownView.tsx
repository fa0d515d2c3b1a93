/** Draws Markdown; loaded by `Markdown`. */

import formulaStyle from "katex/dist/katex.min.css?url";
import type { MouseEvent, ReactNode } from "react";
import ReactMarkdown, { type Components, type ExtraProps } from "react-markdown";
import rehypeKatex from "rehype-katex";
import remarkGfm from "remark-gfm";
import remarkMath from "remark-math";
import { isImageAddress, isOwnAddress, linkIds, passAddress } from "../lib/markdown";
import { CodeView } from "../ui/CodeView";
import type { MarkdownProps } from "./Markdown";
import css from "./Markdown.module.css";

const MOST = 300_000;
/** Formulas may not define what grows without end, and may not link or load anything. */
const FORMULAS = { maxExpand: 300, maxSize: 30, strict: "ignore", trust: false } as const;

/** The style of formulas is by far the largest, and few pages have any: it comes with this part, not with the app. */
document.head.append(
  Object.assign(document.createElement("link"), { rel: "stylesheet", href: formulaStyle }),
);

/** What `Markdown` shows once it is loaded. */
export function MarkdownView({ text, onLink, keys }: MarkdownProps) {
  return (
    <div className={css.text}>
      <ReactMarkdown
        remarkPlugins={[remarkGfm, remarkMath, [linkIds, keys]]}
        rehypePlugins={[[rehypeKatex, FORMULAS]]}
        urlTransform={passAddress}
        components={makeComponents(onLink)}
      >
        {text.slice(0, MOST)}
      </ReactMarkdown>
      {text.length > MOST && <p className={css.note}>The rest is too long to be drawn here.</p>}
    </div>
  );
}

function makeComponents(onLink: MarkdownProps["onLink"]): Components {
  return {
    a: ({ href, children, id, className }) => (
      <Anchor href={href ?? ""} onLink={onLink} id={id} className={className}>
        {children}
      </Anchor>
    ),
    img: ({ src, alt }) => <Picture src={typeof src === "string" ? src : ""} alt={alt ?? ""} />,
    table: ({ children }) => (
      <div className={css.table}>
        <table>{children}</table>
      </div>
    ),
    pre: Block,
    input: ({ checked }) => <input type="checkbox" checked={checked === true} disabled readOnly />,
  };
}

interface AnchorProps {
  href: string;
  onLink: MarkdownProps["onLink"];
  children: ReactNode;
  id?: string | undefined;
  className?: string | undefined;
}

function Anchor({ href, onLink, children, id, className }: AnchorProps) {
  if (!href) return <span>{children}</span>;
  if (!isOwnAddress(href) && !href.startsWith("#")) {
    return (
      <a href={href} target="_blank" rel="noopener noreferrer nofollow">
        {children}
      </a>
    );
  }
  const follow = (event: MouseEvent) => {
    if (!onLink || href.startsWith("#") || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    onLink(href);
  };
  return (
    <a href={href} id={id} className={className} onClick={follow}>
      {children}
    </a>
  );
}

/** An image is drawn where it lies on this server; of any other only the address is told. */
function Picture({ src, alt }: { src: string; alt: string }) {
  if (isImageAddress(src)) return <img src={src} alt={alt} loading="lazy" />;
  if (!src) return <span>{alt}</span>;
  return (
    <a href={src} target="_blank" rel="noopener noreferrer nofollow" title={`An image elsewhere: ${src}`}>
      {alt || src}
    </a>
  );
}

/** A fenced block in its language. */
function Block({ node, children }: { children?: ReactNode } & ExtraProps) {
  const code = node?.children[0];
  if (code?.type !== "element" || code.tagName !== "code") return <pre>{children}</pre>;
  const names = Array.isArray(code.properties.className) ? code.properties.className.map(String) : [];
  const language = names.find((name) => name.startsWith("language-"))?.slice("language-".length) ?? "";
  const text = code.children.map((child) => (child.type === "text" ? child.value : "")).join("");
  return <CodeView text={text.replace(/\n$/, "")} language={language} label="Code" isBlock />;
}
