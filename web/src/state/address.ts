/** The view lies in the address: every change of it replaces the entry, every link carries it. */

import { useCallback, useMemo } from "react";
import { useLocation, useSearch } from "wouter";

export type AddressChange = Record<string, string | null>;

/** Return what the address says, and how to change it; null takes a name out. */
export function useAddress(): [URLSearchParams, (change: AddressChange) => void] {
  useSearch(); // only to be told: it decodes once too often what `spellList` escaped
  const { search } = window.location;
  const [, navigate] = useLocation();
  const address = useMemo(() => new URLSearchParams(search), [search]);
  const change = useCallback(
    (changes: AddressChange) => {
      const next = new URLSearchParams(window.location.search);
      for (const [name, value] of Object.entries(changes)) {
        if (value === null) next.delete(name);
        else next.set(name, value);
      }
      const text = spellSearch(next);
      navigate(`${window.location.pathname}${text}`, { replace: true });
    },
    [navigate],
  );
  return [address, change];
}

/** Return a search part that stays readable: slashes, commas, colons and tildes need no escape there. */
export function spellSearch(search: URLSearchParams): string {
  const text = search
    .toString()
    .replaceAll("%2F", "/")
    .replaceAll("%2C", ",")
    .replaceAll("%3A", ":")
    .replaceAll("%7E", "~");
  return text ? `?${text}` : "";
}

/** Return a list of the address: `a,b`; each part may be escaped by itself. */
export function readList(text: string | null): string[] {
  return text ? text.split(",").filter(Boolean).map(decode) : [];
}

/** Return a list as it stands in the address; null for an empty one. */
export function spellList(items: Iterable<string>): string | null {
  return spellParts([...items].map((item) => [item])) || null;
}

/** Return a list whose items have marks behind them: `a~x~y,b`. */
export function readParts(text: string | null): string[][] {
  return text
    ? text
        .split(",")
        .filter(Boolean)
        .map((item) => item.split("~").map(decode))
    : [];
}

/** Return a list whose items have marks behind them as it stands in the address. */
export function spellParts(items: Iterable<readonly string[]>): string {
  return [...items].map((item) => item.map(guard).join("~")).join(",");
}

function guard(text: string): string {
  return text.replace(/[%,~]/g, encodeURIComponent).replaceAll("~", "%7E");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
