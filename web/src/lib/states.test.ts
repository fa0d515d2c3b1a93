import { describe, expect, it } from "vitest";
import { describeState, dropModules } from "./states";

describe("states", () => {
  it("names an exception without its modules, and leaves other words alone", () => {
    expect(dropModules("numpy._core._exceptions._ArrayMemoryError: Unable to allocate 8 TiB")).toBe(
      "_ArrayMemoryError: Unable to allocate 8 TiB",
    );
    expect(dropModules("torch.OutOfMemoryError")).toBe("OutOfMemoryError");
    expect(dropModules("RuntimeError: a.b.c: no")).toBe("RuntimeError: a.b.c: no");
    expect(dropModules("step 3.5 of 7")).toBe("step 3.5 of 7");
    expect(dropModules("1.5s")).toBe("1.5s");
    expect(dropModules("exit code 3")).toBe("exit code 3");
  });

  it("says nothing of a length that nobody knows", () => {
    const run = {
      state: "finished" as const,
      reason: "",
      created_at: 1_700_000_000_000_000,
      ended_at: null,
      beat_at: null,
      running_seconds: 0,
      progress: null,
      progress_total: null,
    };
    expect(describeState(run, Date.now())).toBe("");
    expect(describeState({ ...run, running_seconds: 90 }, Date.now())).toBe("1m 30s");
    expect(describeState({ ...run, ended_at: run.created_at + 5_000_000 }, Date.now())).toBe("5s");
  });
});
