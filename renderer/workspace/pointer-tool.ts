import { computed, watch, watchEffect } from 'vue'
import { useFeatures } from '../core/features.ts'
import { useRuns } from '../core/runs.ts'
import { useSettings } from '../core/settings.ts'
import { useDrawing, useDrawPointer } from '../stage/drawing.ts'
import { useStage } from '../stage/stage.ts'
import type { PointerTool } from '../viewer/stage/pointer-tool.ts'

/**
 * Chooses what the pointer does on the slide of a finished analysis: it draws while a drawing tool
 * is in use, else it does what the open tab of the panel needs.
 */
export function usePointerTool(): void {
  const stages = useStage()
  const settings = useSettings()
  const drawing = useDrawing()
  const runs = useRuns()
  const draw = useDrawPointer()
  const ofTab = new Map(
    useFeatures()
      .flatMap(({ tabs }) => tabs ?? [])
      .flatMap(({ id, pointer }) => (pointer ? [[id, pointer()] as const] : []))
  )
  const own: readonly (PointerTool | undefined)[] = [undefined, draw, ...ofTab.values()]
  const wanted = computed(() => {
    const { panelTab, panelOpen } = settings.values
    const tool = ofTab.get(panelTab)
    if (!tool || !panelOpen || runs.current?.status !== 'done') return undefined
    return drawing.tool ? draw : tool
  })
  // Any other tool, such as the ruler, stays until it is put down or a drawing tool is chosen.
  watchEffect(() => {
    if (own.includes(stages.tool)) stages.take(wanted.value)
  })
  watch(
    () => drawing.tool,
    tool => tool && stages.take(wanted.value)
  )
}
