/** Parts of the app that are fetched when they are first shown. */

import { type ComponentType, type LazyExoticComponent, lazy } from "react";
import { get, Unreachable } from "./client";

const PATIENCE_MS = 2_000;

/**
 * Return a component that is fetched when it is first drawn, inside a Suspense.
 *
 * While the server is away it waits for it. Where the server answers without the part, as after an upgrade, drawing
 * it fails.
 */
export function part<Props>(
  load: () => Promise<ComponentType<Props>>,
): LazyExoticComponent<ComponentType<Props>> {
  return lazy(async () => ({ default: await fetchPart(load) }));
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
