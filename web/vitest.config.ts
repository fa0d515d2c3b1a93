/** Tests of pure functions; what the browser shows is tested in tests/web. */

import { defineConfig } from "vitest/config";

export default defineConfig({ test: { include: ["src/**/*.test.ts"], environment: "node" } });
