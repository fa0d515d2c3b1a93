/** Parts of the app that are fetched when they are first shown. */

import { type ComponentType, type ReactNode, startTransition, useEffect, useState } from "react";
import { get, Unreachable } from "./client";

const PATIENCE_MS = 2_000;

/** A component that is fetched when it is first drawn, or when somebody asks for it before. */
export interface Part<Props> {
  (props: Props): ReactNode;
  prepare: () => void;
}

/**
 * Return a component that is fetched when it is first drawn, with what stands in its place meanwhile.
 *
 * While the server is away it waits for it. Where the server answers without the part, as after an upgrade, drawing
 * it fails. It is not React's own `lazy`: what that has waited for is shown 300 ms after its fallback at the soonest.
 */
export function part<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  waiting: ReactNode | ((props: Props) => ReactNode) = null,
): Part<Props> {
  const source = makeSource(load);
  const draw = (props: Props) => (
    <Fetched
      source={source}
      props={props}
      waiting={typeof waiting === "function" ? waiting(props) : waiting}
    />
  );
  const prepare = () => void source.fetch().catch(() => undefined); // drawing it says what is wrong
  return Object.assign(draw, { prepare });
}

interface Source<Props> {
  /** Null until it has been fetched. */
  component: ComponentType<Props> | null;
  fetch: () => Promise<ComponentType<Props>>;
}

function makeSource<Props>(load: () => Promise<ComponentType<Props>>): Source<Props> {
  let fetching: Promise<ComponentType<Props>> | null = null;
  const keep = (found: ComponentType<Props>) => {
    source.component = found;
    return found;
  };
  const giveUp = (error: unknown) => {
    fetching = null;
    throw error;
  };
  const source: Source<Props> = {
    component: null,
    fetch: () => {
      fetching ??= fetchPart(load).then(keep, giveUp);
      return fetching;
    },
  };
  return source;
}

interface FetchedProps<Props> {
  source: Source<Props>;
  props: Props;
  waiting: ReactNode;
}

function Fetched<Props extends object>({ source, props, waiting }: FetchedProps<Props>) {
  const [Found, setFound] = useState(() => source.component);
  const [failure, setFailure] = useState<unknown>(null);
  useEffect(() => {
    if (Found) return;
    let isGone = false;
    source.fetch().then(
      (found) => isGone || startTransition(() => setFound(() => found)),
      (error: unknown) => isGone || setFailure(error),
    );
    return () => {
      isGone = true;
    };
  }, [Found, source]);
  if (failure !== null) throw failure;
  return Found ? <Found {...props} /> : waiting;
}

async function fetchPart<Part>(load: () => Promise<Part>): Promise<Part> {
  for (;;) {
    try {
      return await load();
    } catch {
      if (await isServerThere()) return load();
      await new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
    }
  }
}

async function isServerThere(): Promise<boolean> {
  try {
    await get("/info");
  } catch (error) {
    return !(error instanceof Unreachable);
  }
  return true;
}
