import { cellAt } from '../../../geometry/grid.ts'
import { useProblems } from '../../core/problems.ts'
import { useRuns } from '../../core/runs.ts'
import { useResult } from '../../stage/result.ts'
import { useStage } from '../../stage/stage.ts'
import { texts } from '../../texts.ts'
import { useQueue, useReview } from '../review/index.ts'
import { useRegions } from './regions.ts'

/**
 * Returns a function that makes a region from the connected marked patches at the centre of the
 * view, or else at the current queue item.
 */
export function useFromPatches(): () => void {
  const stage = useStage()
  const runs = useRuns()
  const review = useReview()
  const result = useResult()
  const regions = useRegions()
  const queue = useQueue()
  const problems = useProblems()
  return () => {
    const run = runs.current
    const values = result.result?.probabilities.base.values
    const centre = stage.view
    if (!run || !values) return
    const under = centre && cellAt(run.grid, centre.x, centre.y)
    const found = [under, queue.current].find(
      cell => cell && (values[cell.row * run.grid.cols + cell.col] as number) >= review.threshold
    )
    if (found) void regions.fromPatches(found.row, found.col)
    else
      problems.add(texts.regions.fromPatches, {
        code: 'region/not-positive',
        message: texts.regions.noPatches
      })
  }
}
