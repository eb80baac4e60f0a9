import type { Command } from '../../commands/command.ts'
import { useSettings } from '../../core/settings.ts'
import { useSlides } from '../../core/slides.ts'
import { texts } from '../../texts.ts'
import { useFiles } from './files.ts'
import { useLibraryList } from './library-list.ts'

/** Commands that open, search and describe slides, move between them and find missing ones. */
export function libraryCommands(): Command[] {
  const slides = useSlides()
  const library = useLibraryList()
  const files = useFiles()
  const settings = useSettings()
  const t = texts.commands
  const group = 'slides' as const

  const at = (step: number) =>
    library.slides[library.slides.findIndex(({ id }) => id === slides.selectedId) + step]
  const neighbour = (id: string, title: string, key: string, step: number): Command => ({
    id,
    group,
    title,
    keys: [key],
    available: () => at(step) !== undefined,
    run: () => {
      slides.selectedId = at(step)?.id ?? slides.selectedId
    }
  })
  return [
    { id: 'slides.open', group, title: t.open, keys: ['O'], run: () => files.choose() },
    neighbour('slides.next', t.next, 'PageDown', 1),
    neighbour('slides.previous', t.previous, 'PageUp', -1),
    {
      id: 'slides.search',
      group,
      title: t.searchSlides,
      keys: ['/'],
      run() {
        settings.values.libraryOpen = true
        library.searching = true
      }
    },
    {
      id: 'slides.describe',
      group,
      title: t.describe,
      keys: ['Shift+P'],
      available: () => slides.selected !== undefined,
      run() {
        settings.values.panelOpen = true
        settings.values.panelTab = 'slide'
        library.describing = true
      }
    },
    {
      id: 'slides.relink',
      group,
      title: t.relink,
      keys: ['Shift+L'],
      available: () => library.missing.length > 0,
      run: () => files.findMissing()
    }
  ]
}
