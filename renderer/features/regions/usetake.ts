import { useStage } from '../../stage/stage.ts'
import { type ToolName, useDrawing } from './drawing.ts'

/** Takes up a tool, and gives the keyboard to the slide: a key that draws must not press the tool's button again. */
export function useTake(): (tool: ToolName, byKey: boolean) => void {
  const drawing = useDrawing()
  const stages = useStage()
  return (tool, byKey) => {
    drawing.choose(tool)
    drawing.byKeys = byKey && tool !== 'select'
    stages.main?.viewer.canvas.focus()
  }
}
