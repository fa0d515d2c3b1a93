/// <reference types="vite/client" />

/** Changes whenever the frames do (`vite.config.ts`). */
declare const FRAMES_DIGEST: string;
