import type { Round } from '../round.ts'

/**
 * Something that happens to a day, and the check of what follows. Returns a sentence if this
 * computer cannot imitate it.
 */
export type Fault = (round: Round) => Promise<string | undefined>

/** Refusals of calls that run while the program or its workers end. */
export const ending = ['call/cancelled', 'worker/died']
