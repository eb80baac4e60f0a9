import type { LibraryEntry, LibraryPage, LibrarySearch } from '../../../contract/slides/library.ts'

/** Maximum number of slides listed. */
const most = 10_000

/** Builds the search request for the host, without empty criteria. */
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

/** Whether a search filters out slides. */
export const isFiltered = ({ text, states, tags }: LibrarySearch): boolean =>
  text !== undefined || states !== undefined || tags !== undefined

/** Returns the page with one entry updated in place. */
export const placed = (page: LibraryPage, entry: LibraryEntry): LibraryPage => ({
  ...page,
  entries: page.entries.map(old => (old.slide.id === entry.slide.id ? entry : old))
})

/** Removes a value from a list, or adds it if it is missing. */
export const toggled = <T>(list: readonly T[], value: T): T[] =>
  list.includes(value) ? list.filter(each => each !== value) : [...list, value]
