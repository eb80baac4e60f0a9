import { useFullscreen } from '@vueuse/core'
import type { Command } from '../../commands/command.ts'
import { useDialogs } from '../../core/dialogs.ts'
import { useSettings } from '../../core/settings.ts'
import { useLibrary } from '../../core/slides.ts'
import { texts } from '../../texts.ts'
import { useTour } from '../guide/tour/tour.ts'
import { useListing } from '../library/library-list.ts'

/**
 * Esc ends the tour wherever the keyboard focus is. Must be added before all other commands, so
 * that anything else that Esc can cancel takes precedence.
 */
export function tourCommand(): Command {
  const tour = useTour()
  return {
    id: 'program.endTour',
    group: 'program',
    title: texts.tour.skip,
    keys: ['Escape'],
    keysOnly: true,
    available: () => tour.at >= 0,
    run: tour.end
  }
}

/** Commands for slides, panels and dialogs. */
export function programCommands(): Command[] {
  const settings = useSettings()
  const library = useLibrary()
  const listing = useListing()
  const dialogs = useDialogs()
  const tour = useTour()
  // The whole page, because dialogs and tooltips are rendered outside the viewer.
  const { isFullscreen, toggle } = useFullscreen()
  const t = texts.commands

  const at = (step: number) =>
    listing.slides[listing.slides.findIndex(({ id }) => id === library.selectedId) + step]
  const slide = (id: string, title: string, key: string, step: number): Command => ({
    id,
    group: 'slides',
    title,
    keys: [key],
    available: () => at(step) !== undefined,
    run: () => {
      library.selectedId = at(step)?.id ?? library.selectedId
    }
  })
  return [
    { id: 'slides.open', group: 'slides', title: t.open, keys: ['O'], run: () => dialogs.openSlide() },
    slide('slides.next', t.next, 'PageDown', 1),
    slide('slides.previous', t.previous, 'PageUp', -1),
    {
      id: 'program.palette',
      group: 'program',
      title: t.showPalette,
      keys: ['Mod+K'],
      aliases: ['Mod+Shift+P'],
      run: () => {
        dialogs.current = 'palette'
      }
    },
    {
      id: 'program.keys',
      group: 'program',
      title: t.keys,
      keys: ['?'],
      run: () => {
        dialogs.current = 'keys'
      }
    },
    {
      id: 'program.library',
      group: 'program',
      title: t.library,
      keys: ['L'],
      active: () => settings.values.libraryOpen,
      run: () => {
        settings.values.libraryOpen = !settings.values.libraryOpen
      }
    },
    {
      id: 'program.panel',
      group: 'program',
      title: t.panel,
      keys: ['P'],
      available: () => library.selected !== undefined,
      active: () => settings.values.panelOpen,
      run: () => {
        settings.values.panelOpen = !settings.values.panelOpen
      }
    },
    {
      id: 'program.fullScreen',
      group: 'program',
      title: t.fullScreen,
      keys: ['Z'],
      active: () => isFullscreen.value,
      run: toggle
    },
    {
      id: 'program.theme',
      group: 'program',
      title: t.theme,
      keys: ['Shift+T'],
      run: () => {
        settings.values.theme = settings.dark ? 'light' : 'dark'
      }
    },
    {
      id: 'program.models',
      group: 'program',
      title: t.models,
      keys: ['Shift+M'],
      run: () => dialogs.showModel('')
    },
    {
      id: 'program.doctor',
      group: 'program',
      title: t.doctor,
      keys: ['F8'],
      run: () => {
        dialogs.current = 'doctor'
      }
    },
    {
      id: 'program.guide',
      group: 'program',
      title: t.guide,
      keys: ['F1'],
      run: () => dialogs.showGuide()
    },
    { id: 'program.tour', group: 'program', title: t.tour, keys: ['F2'], run: tour.start },
    {
      id: 'program.about',
      group: 'program',
      title: t.about,
      keys: ['Shift+F1'],
      run: () => {
        dialogs.current = 'about'
      }
    }
  ]
}
