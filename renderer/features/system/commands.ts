import { useFullscreen } from '@vueuse/core'
import type { Command } from '../../commands/command.ts'
import { useDialogs } from '../../core/dialogs.ts'
import { useSettings } from '../../core/settings.ts'
import { useSlides } from '../../core/slides.ts'
import { texts } from '../../texts.ts'

/** Commands for panels, the window and the program's own dialogs. */
export function systemCommands(): Command[] {
  const settings = useSettings()
  const slides = useSlides()
  const dialogs = useDialogs()
  // The whole page, because dialogs and tooltips are rendered outside the viewer.
  const { isFullscreen, toggle } = useFullscreen()
  const t = texts.commands

  return [
    {
      id: 'program.palette',
      group: 'program',
      title: t.showPalette,
      keys: ['Mod+K'],
      aliases: ['Mod+Shift+P'],
      run: () => dialogs.open('palette')
    },
    {
      id: 'program.keys',
      group: 'program',
      title: t.keys,
      keys: ['?'],
      run: () => dialogs.open('keys')
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
      available: () => slides.selected !== undefined,
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
      id: 'program.doctor',
      group: 'program',
      title: t.doctor,
      keys: ['F8'],
      run: () => dialogs.open('doctor')
    },
    {
      id: 'program.about',
      group: 'program',
      title: t.about,
      keys: ['Shift+F1'],
      run: () => dialogs.open('about')
    }
  ]
}
