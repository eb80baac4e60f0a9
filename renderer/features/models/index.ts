import { BrainCircuit } from '@lucide/vue'
import type { Feature } from '../../core/features.ts'
import { texts } from '../../texts.ts'
import ModelsPage from './components/ModelsPage.vue'
import { useComparisons } from './model-comparisons.ts'
import { useModels } from './models.ts'
import { type OperatingPoint, operatingPoints } from './operating-point.ts'

export { type OperatingPoint, operatingPoints, useModels }

/** The installed models and how good they are. */
export const modelsFeature: Feature = {
  setup() {
    useModels()
    useComparisons()
  },
  commands: () => [
    {
      id: 'program.models',
      group: 'program',
      title: texts.commands.models,
      keys: ['Shift+M'],
      run: () => useModels().show('')
    }
  ],
  bar: [{ command: 'program.models', icon: BrainCircuit }],
  menu: [{ command: 'program.models', icon: BrainCircuit }],
  parts: { dialogs: [ModelsPage] }
}
