import type { Command } from '../../commands/command.ts'
import { texts } from '../../texts.ts'
import { useGuide } from './guide.ts'
import { useTour } from './tour/tour.ts'

/** Commands for the guide and the tour. */
export function guideCommands(): Command[] {
  const guide = useGuide()
  const tour = useTour()
  const group = 'program' as const
  return [
    { id: 'program.guide', group, title: texts.commands.guide, keys: ['F1'], run: () => guide.show() },
    { id: 'program.tour', group, title: texts.commands.tour, keys: ['F2'], run: tour.start },
    {
      // Esc ends the tour wherever the keyboard focus is, unless it can cancel anything else.
      id: 'program.endTour',
      group,
      title: texts.tour.skip,
      keys: ['Escape'],
      keysOnly: true,
      yields: true,
      available: () => tour.at >= 0,
      run: tour.end
    }
  ]
}
