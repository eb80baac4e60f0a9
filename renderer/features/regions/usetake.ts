import { useStage } from '../../stage/stage.ts'
import { type ToolName, useDrawing } from './drawing.ts'

/**
 * Returns a function that selects a tool and focuses the slide, so that a drawing key does not
 * press the tool's button again.
 */
export function useTake(): (tool: ToolName, byKey: boolean) => void {
  const drawing = useDrawing()
  const stages = useStage()
  return (tool, byKey) => {
    drawing.choose(tool)
    drawing.byKeys = byKey && tool !== 'select'
    stages.main?.viewer.canvas.focus()
  }
}
