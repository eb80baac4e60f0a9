/** Patches per group. The wide build replaces this file with its own: scripts/kernels.ts. */
export const LANES: i32 = 8
