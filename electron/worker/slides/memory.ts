/**
 * Memory in bytes that this process may keep for all of its open slides together. The host divides
 * one budget among its workers (electron/host/workers/memory.ts).
 */
const given = Number(process.env.DUCTAL_SLIDE_BYTES)
const budget = given > 0 ? given : 320 * 2 ** 20

/** For tiles that OpenSlide decodes. */
export const openslideBytes = Math.floor(0.375 * budget)

/** For tiles, pictures and tables of Ductal's own readers. */
export const tileBytes = budget - openslideBytes
