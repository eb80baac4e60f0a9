import { Layers2 } from '@lucide/vue'
import type { Feature } from '../../core/features.ts'
import { useRuns } from '../../core/runs.ts'
import { texts } from '../../texts.ts'
import AnalysisPanel from './AnalysisPanel.vue'
import { useLeftOutLayer } from './left-out.ts'
import RecordTab from './RecordTab.vue'
import { useTissue, useTissueLayer } from './tissue.ts'

/** The analyses of the slide on screen: starting, following and choosing them. */
export const analysisFeature: Feature = {
  setup() {
    useRuns()
  },
  commands() {
    const tissue = useTissue()
    return [
      {
        id: 'heatmap.tissue',
        group: 'heatmap',
        title: texts.commands.tissue,
        keys: ['T'],
        available: () => tissue.possible,
        active: () => tissue.shown,
        run: () => {
          tissue.shown = !tissue.shown
        }
      }
    ]
  },
  toolbar: [{ command: 'heatmap.tissue', icon: Layers2, order: 2, hides: true }],
  tabs: [{ id: 'record', title: texts.record.tab, order: 5, component: RecordTab }],
  parts: { right: [AnalysisPanel] },
  layers(stage, side) {
    useTissueLayer(stage, side)
    useLeftOutLayer(stage, side)
  }
}
