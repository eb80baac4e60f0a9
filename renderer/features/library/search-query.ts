import type { LibraryEntry, LibraryPage, LibrarySearch } from '../../../contract/library.ts'

/** A library of more slides than this is listed in part. */
const most = 10_000

/** What is asked of the host: what says nothing is left out. */
export function searchOf({
  text = '',
  states = [],
  tags = [],
  ...order
}: Omit<LibrarySearch, 'offset' | 'limit'>): LibrarySearch {
  return {
    ...order,
    limit: most,
    ...(text.trim() !== '' && { text: text.trim() }),
    ...(states.length > 0 && { states }),
    ...(tags.length > 0 && { tags })
  }
}

/** Whether a search leaves slides out. */
export const isFiltered = ({ text, states, tags }: LibrarySearch): boolean =>
  text !== undefined || states !== undefined || tags !== undefined

/** A page with what is now known of one of its slides, at the place that it had. */
export const placed = (page: LibraryPage, entry: LibraryEntry): LibraryPage => ({
  ...page,
  entries: page.entries.map(old => (old.slide.id === entry.slide.id ? entry : old))
})

/** Takes a value out of a list, or puts it in. */
export const toggled = <T>(list: readonly T[], value: T): T[] =>
  list.includes(value) ? list.filter(each => each !== value) : [...list, value]
