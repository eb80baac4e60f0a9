/** Patches of a group. The wide build replaces this file by its own: scripts/kernels.ts. */
export const LANES: i32 = 8
