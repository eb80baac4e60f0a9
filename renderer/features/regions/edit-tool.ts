import { hits } from '../../../geometry/hit.ts'
import type { Point } from '../../../geometry/points.ts'
import { afterClick } from '../../stage/click.ts'
import { useStage } from '../../stage/stage.ts'
import type { PointerTool, ToolEvent } from '../../viewer/stage/pointer-tool.ts'
import { useEditing } from './editing.ts'
import { useRegions } from './regions.ts'

/** Screen pixels within which the pointer hits a corner or a line. */
const reachPixels = 9

const placeOf = ({ place }: ToolEvent): Point => [place.x, place.y]
const reachOf = ({ stage }: ToolEvent) => reachPixels / (stage.view.value?.zoom ?? 1)

/** Selects, moves and reshapes regions with the pointer. */
export function useEditTool(): PointerTool {
  const stages = useStage()
  const regions = useRegions()
  const editing = useEditing()
  /** Returns the smallest region at a point, so that a region inside another can be selected. */
  function at(place: Point, reach: number): string | undefined {
    const extent = ({ minX, minY, maxX, maxY }: { minX: number; minY: number; maxX: number; maxY: number }) =>
      (maxX - minX) * (maxY - minY)
    return [...regions.shown.values()]
      .filter(({ bounds }) => {
        const { minX, minY, maxX, maxY } = bounds
        const [x, y] = place
        return x >= minX - reach && y >= minY - reach && x <= maxX + reach && y <= maxY + reach
      })
      .filter(({ geometry }) => hits(geometry, place, reach))
      .sort((a, b) => extent(a.bounds) - extent(b.bounds))[0]?.id
  }
  return {
    cursor: 'default',
    press(event) {
      if (event.stage !== stages.main) return false
      const [place, reach] = [placeOf(event), reachOf(event)]
      const { subject } = editing
      const holds =
        subject &&
        (editing.handleAt(subject, place, reach) !== undefined || hits(subject.geometry, place, reach))
      const more = event.original.shiftKey || event.original.ctrlKey || event.original.metaKey
      if (holds && !more) {
        editing.grab(place, reach)
        afterClick(event, () => regions.choose(at(place, reach)))
        return true
      }
      afterClick(event, () => regions.choose(at(place, reach), more))
      return false
    },
    move(event) {
      editing.follow(placeOf(event))
    },
    release: () => editing.drop(),
    double(event) {
      if (!editing.addCornerAt(placeOf(event), reachOf(event))) event.stage.zoomBy(2)
    },
    cancel: editing.cancel
  }
}
