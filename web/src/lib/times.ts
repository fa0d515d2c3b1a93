/** Times and durations; the wire has microseconds since 1970 UTC. */

/** Return how long ago a time was: `just now`, `32m ago`, `3 Nov`. */
export function formatRelative(micros: number, now: number = Date.now()): string {
  const seconds = Math.round(now / 1000 - micros / 1e6);
  if (seconds < -60) return formatDay(micros, now); // a page's clock ticks now and then, a server's is another
  if (seconds < 5) return "just now";
  if (seconds < 60) return `${seconds}s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h ago`;
  if (seconds < 7 * 86_400) return `${Math.floor(seconds / 86_400)}d ago`;
  return formatDay(micros, now);
}

// To make one of these takes as long as to use it seventy times.
const dayFormat = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const exactFormat = new Intl.DateTimeFormat("en-GB", {
  year: "numeric",
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  timeZoneName: "short",
});

function formatDay(micros: number, now: number): string {
  const date = new Date(micros / 1000);
  const year = date.getFullYear();
  return dayFormat.format(date) + (year === new Date(now).getFullYear() ? "" : ` ${year}`);
}

/** Return a time to the second, with the zone of whoever looks. */
export function formatExactTime(micros: number): string {
  return exactFormat.format(new Date(micros / 1000));
}

/** Return the time of day: `14:32:41`. */
export function formatClock(micros: number): string {
  return new Date(micros / 1000).toTimeString().slice(0, 8);
}

/** Return a duration in its two largest units: `41s`, `4m 10s`, `1h 04m`, `2d 3h`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return "–";
  if (seconds < 1) return `${Math.round(seconds * 1000)}ms`;
  const whole = Math.round(seconds);
  const [days, hours] = [Math.floor(whole / 86_400), Math.floor(whole / 3600) % 24];
  const [minutes, rest] = [Math.floor(whole / 60) % 60, whole % 60];
  if (days) return `${days}d${hours ? ` ${hours}h` : ""}`;
  if (hours) return `${hours}h ${String(minutes).padStart(2, "0")}m`;
  if (minutes) return `${minutes}m${rest ? ` ${rest}s` : ""}`;
  return `${rest}s`;
}
