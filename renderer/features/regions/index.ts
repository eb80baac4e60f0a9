import type { Feature } from '../../core/features.ts'
import { texts } from '../../texts.ts'
import { useClasses } from './classes.ts'
import { regionCommands } from './commands.ts'
import ClassesDialog from './components/ClassesDialog.vue'
import RegionsTab from './components/RegionsTab.vue'
import { useEditTool } from './edit-tool.ts'
import { useRegionLayer } from './layers.ts'
import { useRegions } from './regions.ts'

/** Regions that the reviewer draws and edits on the slide, and their classes. */
export const regionsFeature: Feature = {
  setup() {
    useClasses()
    useRegions()
  },
  commands: regionCommands,
  tabs: [
    {
      id: 'regions',
      title: texts.regions.tab,
      order: 3,
      component: RegionsTab,
      tall: true,
      pointer: useEditTool
    }
  ],
  parts: { dialogs: [ClassesDialog] },
  layers: useRegionLayer
}
