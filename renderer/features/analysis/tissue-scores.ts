import { fetchBytes } from '../../core/bytes.ts'
import { useHost } from '../../core/host.ts'
import { useLoading } from '../../core/loading.ts'
import { useProblems } from '../../core/problems.ts'
import type { Scope } from '../../core/scope.ts'
import { texts } from '../../texts.ts'

export interface TissueScores {
  slideId: number
  width: number
  height: number
  /** Edge of a cell in level-0 pixels. */
  cell: number
  /** The threshold that Ductal suggests. */
  threshold: number
  scores: Uint8Array
}

/**
 * Returns a function that loads a slide's tissue scores within a scope. Progress and errors are
 * shown; after an error, or when the scope's subject has changed, it returns undefined.
 */
export function useTissueScores(scope: Scope) {
  const host = useHost()
  const problems = useProblems()
  const line = useLoading()
  return (slideId: number, land?: (found: TissueScores) => void) =>
    problems.guard(texts.viewer.tissue, () =>
      line.during(texts.loading.tissue, () =>
        scope.run(async (signal): Promise<TissueScores> => {
          const { url, ...facts } = await host.call('slides.tissue', { slideId }, signal)
          return { slideId, ...facts, scores: new Uint8Array(await fetchBytes(url, signal)) }
        }, land)
      )
    )
}
