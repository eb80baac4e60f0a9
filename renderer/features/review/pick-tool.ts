import { cellAt } from '../../../geometry/grid.ts'
import { useRuns } from '../../core/runs.ts'
import { afterClick } from '../../stage/click.ts'
import { useStage } from '../../stage/stage.ts'
import type { PointerTool } from '../../viewer/stage/pointer-tool.ts'
import { useQueue } from './queue.ts'

/** Picks a patch with the pointer. */
export function usePickTool(): PointerTool {
  const stages = useStage()
  const runs = useRuns()
  const queue = useQueue()
  return {
    cursor: 'default',
    press(event) {
      const run = runs.current
      const cell = run && cellAt(run.grid, event.place.x, event.place.y)
      if (cell && event.stage === stages.main) afterClick(event, () => queue.pick(cell.row, cell.col))
      return false
    }
  }
}
