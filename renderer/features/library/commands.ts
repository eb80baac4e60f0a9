import { nextTick } from 'vue'
import type { Command } from '../../commands/command.ts'
import { useDialogs } from '../../core/dialogs.ts'
import { useSettings } from '../../core/settings.ts'
import { useLibrary } from '../../core/slides.ts'
import { texts } from '../../texts.ts'
import { useListing } from './library-list.ts'

/** Commands that search the library, describe a slide and find slides that have moved. */
export function libraryCommands(focusSearch: () => void): Command[] {
  const library = useLibrary()
  const listing = useListing()
  const dialogs = useDialogs()
  const settings = useSettings()
  const t = texts.commands
  const group = 'slides' as const
  return [
    {
      id: 'slides.search',
      group,
      title: t.searchSlides,
      keys: ['/'],
      async run() {
        settings.values.libraryOpen = true
        await nextTick()
        focusSearch()
      }
    },
    {
      id: 'slides.describe',
      group,
      title: t.describe,
      keys: ['Shift+P'],
      available: () => library.selected !== undefined,
      run() {
        settings.values.panelOpen = true
        settings.values.panelTab = 'slide'
        listing.describing = true
      }
    },
    {
      id: 'slides.relink',
      group,
      title: t.relink,
      keys: ['Shift+L'],
      available: () => listing.missing.length > 0,
      run: () => dialogs.findMissing()
    }
  ]
}
