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
  let fetched: ComponentType<Props> | null = null;
  let fetching: Promise<ComponentType<Props>> | null = null;

  async function fetchOnce(): Promise<ComponentType<Props>> {
    fetching ??= fetchPart(load);
    try {
      fetched = await fetching;
      return fetched;
    } catch (error) {
      fetching = null;
      throw error;
    }
  }

  function Part(props: Props): ReactNode {
    const [Found, setFound] = useState(() => fetched);
    const [failure, setFailure] = useState<unknown>(null);
    useEffect(() => {
      if (Found) return;
      let isGone = false;
      fetchOnce().then(
        (found) => isGone || startTransition(() => setFound(() => found)),
        (error: unknown) => isGone || setFailure(error),
      );
      return () => {
        isGone = true;
      };
    }, [Found]);
    if (failure !== null) throw failure;
    if (Found) return <Found {...props} />;
    return typeof waiting === "function" ? waiting(props) : waiting;
  }

  const prepare = () => void fetchOnce().catch(() => undefined); // drawing it says what is wrong
  return Object.assign(Part, { prepare });
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
