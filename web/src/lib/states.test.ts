import { describe, expect, it } from "vitest";
import { dropModules } from "./states";

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
});
