import { BookOpen, MousePointerClick } from '@lucide/vue'
import { h, provide } from 'vue'
import type { Feature } from '../../core/features.ts'
import { helpKey } from '../../ui/help.ts'
import { guideCommands } from './commands.ts'
import GuideDialog from './GuideDialog.vue'
import { useGuide } from './guide.ts'
import TourCard from './tour/TourCard.vue'
import { useTour } from './tour/tour.ts'

/** Mounts a new card for each step, which then takes the keyboard focus. */
const Tour = () => {
  const { at, step } = useTour()
  return step && h(TourCard, { key: at, step })
}

/** The guide and the tour. */
export const guideFeature: Feature = {
  setup() {
    const guide = useGuide()
    useTour()
    provide(helpKey, section => guide.show(section))
  },
  commands: guideCommands,
  menu: [
    { command: 'program.guide', icon: BookOpen },
    { command: 'program.tour', icon: MousePointerClick }
  ],
  parts: { page: [Tour], dialogs: [GuideDialog] }
}
