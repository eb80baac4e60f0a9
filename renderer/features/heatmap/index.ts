import { CircleDashed, Grid3x3, Target } from '@lucide/vue'
import type { Feature } from '../../core/features.ts'
import { texts } from '../../texts.ts'
import { heatmapCommands } from './commands.ts'
import HeatmapTab from './HeatmapTab.vue'
import { useHeatmapLayers } from './layers.ts'
import { useLegend } from './legend.ts'
import PatchUnderPointer from './PatchUnderPointer.vue'
import SideRun from './SideRun.vue'

/** What the model predicts, drawn over the slide and compared with other runs and with people. */
export const heatmapFeature: Feature = {
  commands: heatmapCommands,
  toolbar: [
    { command: 'heatmap.truth', icon: Target, order: 1, hides: true },
    { command: 'heatmap.lens', icon: CircleDashed, order: 3 },
    { command: 'heatmap.toggle', icon: Grid3x3, order: 4 }
  ],
  tabs: [{ id: 'heatmap', title: texts.heatmap.tab, order: 1, component: HeatmapTab }],
  parts: { pointer: [PatchUnderPointer], sideHeader: [SideRun] },
  layers: useHeatmapLayers,
  legend: useLegend
}
