import type { Command } from '../../commands/command.ts'
import { useRuns } from '../../core/runs.ts'
import { useSettings } from '../../core/settings.ts'
import { useDrawing } from '../../stage/drawing.ts'
import { useStage } from '../../stage/stage.ts'
import { texts } from '../../texts.ts'
import { useReview } from '../review/index.ts'
import { type ToolName, toolNames, useRegionTools } from './drawing-tools.ts'
import { useEditing } from './editing.ts'
import { useFromPatches } from './from-patches.ts'
import { useRegions } from './regions.ts'

const group = 'regions'
const t = texts.reviewKeys
/** Active only on the regions tab, where no other command uses these keys. */
const toolKeys: Record<ToolName, string> = {
  select: 'V',
  rectangle: 'W',
  polygon: 'Y',
  freehand: 'D',
  ellipse: 'E',
  brush: 'B',
  point: 'X',
  line: 'N'
}
/** Step of an arrow key in screen pixels; with Shift the step is one pixel. */
const stepPixels = 8

/** Commands for regions: everything that the pointer can do, by key, button or palette. */
export function regionCommands(): Command[] {
  const runs = useRuns()
  const review = useReview()
  const regions = useRegions()
  const drawing = useDrawing()
  const editing = useEditing()
  const settings = useSettings()
  const stage = useStage()
  const fromPatches = useFromPatches()
  const tools = useRegionTools()
  const here = () =>
    settings.values.panelTab === 'regions' && runs.current?.status === 'done' && !review.signed
  const draws = () => drawing.tool !== undefined && !review.signed
  const edits = () => here() && editing.subject !== undefined
  /** Moves right and down on the screen, whatever the rotation of the slide. */
  function nudge(right: number, down: number, fine: boolean): void {
    const over = stage.main
    const { x = 0, y = 0 } = over?.view.value ?? {}
    const from = over?.toWindow({ x, y })
    const pixels = fine ? 1 : stepPixels
    const to =
      from && over?.toSlide({ clientX: from.clientX + right * pixels, clientY: from.clientY + down * pixels })
    if (to) editing.nudge(to.x - x, to.y - y)
  }
  const move = (arrow: string, right: number, down: number): Command => ({
    id: `regions.move${arrow}`,
    group,
    title: t.move,
    keys: [`Alt+Arrow${arrow}`],
    aliases: [`Alt+Shift+Arrow${arrow}`],
    keysOnly: true,
    available: edits,
    run: key => nudge(right, down, key?.includes('Shift') ?? false)
  })
  return [
    ...toolNames.map(
      (tool): Command => ({
        id: `regions.${tool}`,
        group,
        title: texts.regions.tool[tool],
        keys: [toolKeys[tool]],
        available: here,
        active: () => tools.current === tool,
        run: key => tools.choose(tool, key !== undefined)
      })
    ),
    {
      id: 'regions.place',
      group,
      title: t.place,
      keys: ['Space'],
      keysOnly: true,
      available: draws,
      run: () => drawing.put()
    },
    {
      id: 'regions.finish',
      group,
      title: t.finish,
      keys: ['Enter'],
      keysOnly: true,
      available: () => drawing.drawing !== undefined,
      run: () => drawing.finish()
    },
    {
      id: 'regions.takeBack',
      group,
      title: t.takeBack,
      keys: ['Backspace'],
      keysOnly: true,
      available: () => drawing.drawing !== undefined,
      run: () => drawing.back()
    },
    {
      id: 'regions.drop',
      group,
      title: t.drop,
      keys: ['Escape'],
      keysOnly: true,
      available: () => draws() || (here() && regions.selection.length > 0),
      run() {
        if (drawing.drawing) drawing.cancel()
        else if (drawing.tool) drawing.choose(undefined)
        else if (editing.handle !== undefined) editing.handle = undefined
        else regions.choose(undefined)
      }
    },
    move('Left', -1, 0),
    move('Right', 1, 0),
    move('Up', 0, -1),
    move('Down', 0, 1),
    {
      id: 'regions.nextCorner',
      group,
      title: t.nextCorner,
      keys: ['Alt+PageDown'],
      available: edits,
      run: () => editing.nextHandle(1)
    },
    {
      id: 'regions.previousCorner',
      group,
      title: t.previousCorner,
      keys: ['Alt+PageUp'],
      available: edits,
      run: () => editing.nextHandle(-1)
    },
    {
      id: 'regions.addCorner',
      group,
      title: t.addCorner,
      keys: ['Alt+Insert'],
      available: () => edits() && editing.handle !== undefined,
      run: () => editing.addCorner()
    },
    {
      id: 'regions.removeCorner',
      group,
      title: t.removeCorner,
      keys: ['Alt+Delete'],
      available: () => edits() && editing.handle !== undefined,
      run: () => editing.removeCorner()
    },
    {
      id: 'regions.remove',
      group,
      title: t.removeRegion,
      keys: ['Delete'],
      available: () => here() && regions.selected.some(({ locked }) => !locked),
      run: () => regions.remove(regions.selected.filter(({ locked }) => !locked))
    },
    {
      id: 'regions.fromPatches',
      group,
      title: texts.regions.fromPatches,
      keys: ['M'],
      available: here,
      run: fromPatches
    }
  ]
}
