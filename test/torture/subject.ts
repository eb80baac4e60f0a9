/** What the days are about: a slide, its analysis, and the people who review it. */

/** Numbers in the library of a slide, and of its finished analysis. */
export const slideId = 1
export const runId = 1
export const slideSize = { width: 3200, height: 3200 }
/** The reviewers of the two tabs, in the order of their numbers in the library. */
export const reviewers = ['Ada Test', 'Ben Test'] as const
/** The network is small, so that a round does not wait for it. */
export const analysis = { slideId, model: 'cnn', engine: 'cpu' } as const
