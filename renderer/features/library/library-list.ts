import { useDebounceFn, watchDebounced } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type {
  LibraryEntry,
  LibraryPage,
  LibrarySearch,
  Relinked,
  SlideState
} from '../../../contract/slides/library.ts'
import { useHost } from '../../core/host.ts'
import { useProblems } from '../../core/problems.ts'
import { isActive } from '../../core/run-state.ts'
import { useRuns } from '../../core/runs.ts'
import { scopeOf } from '../../core/scope.ts'
import { useSettings } from '../../core/settings.ts'
import { useSlides } from '../../core/slides.ts'
import { texts } from '../../texts.ts'
import { isFiltered, placed, searchOf } from './search-query.ts'

/**
 * The library as its panel shows it: searched, filtered and sorted by the host. Also holds the
 * library entry of each slide.
 */
export const useLibraryList = defineStore('libraryList', () => {
  const host = useHost()
  const library = useSlides()
  const problems = useProblems()
  const runs = useRuns()
  const settings = useSettings()
  const text = ref('')
  // Shallow, because only plain objects can be sent through a port.
  const states = shallowRef<SlideState[]>([])
  const tags = shallowRef<string[]>([])
  const page = shallowRef<LibraryPage>()
  /** Library entries by slide id, including slides that the current search hides. */
  const entries = shallowRef<ReadonlyMap<number, LibraryEntry>>(new Map())
  /** Whether the user asked to edit the tags and notes of the selected slide. */
  const describing = ref(false)
  /** Whether the user asked for the search box. */
  const searching = ref(false)

  const search = computed<LibrarySearch>(() =>
    searchOf({
      text: text.value,
      states: states.value,
      tags: tags.value,
      sort: settings.values.librarySort,
      descending: settings.values.libraryDescending
    })
  )
  const filtered = computed(() => isFiltered(search.value))
  const byId = computed(() => new Map(library.all.map(slide => [slide.id, slide])))
  /** The slides to show, in order; all slides until the first search result arrives. */
  const slides = computed(
    () => page.value?.entries.flatMap(({ slide }) => byId.value.get(slide.id) ?? []) ?? library.all
  )
  const missing = computed(() => library.all.filter(slide => slide.missing))

  function keep(...known: LibraryEntry[]): void {
    entries.value = new Map([
      ...entries.value,
      ...known.map((entry): [number, LibraryEntry] => [entry.slide.id, entry])
    ])
  }

  const searches = scopeOf()
  async function read(): Promise<void> {
    searches.renew()
    const known = library.all.length
    await problems.guard(texts.library.title, () =>
      searches.run(
        signal => host.call('library.search', search.value, signal),
        found => {
          page.value = found
          keep(...found.entries)
          // A filter by a tag that no slide has any more would hide everything.
          tags.value = tags.value.filter(tag => found.tags.some(each => each.tag === tag))
          // The host may have answered before a slide that another answer already brought.
          if (library.all.length !== known) void readSoon()
        }
      )
    )
  }
  const readSoon = useDebounceFn(read, 250)

  function clear(): void {
    text.value = ''
    states.value = []
    tags.value = []
  }

  /** Reloads the library entry of one slide. */
  async function refresh(slideId: number): Promise<void> {
    if (!byId.value.has(slideId)) return
    const entry = await problems.guard(texts.library.title, async () => {
      try {
        return await host.call('library.get', { slideId })
      } catch (error) {
        // Removed meanwhile.
        if (!byId.value.has(slideId)) return undefined
        throw error
      }
    })
    if (entry) take(entry)
  }
  const outdated = new Set<number>()
  const refreshOutdated = useDebounceFn(() => {
    for (const slideId of outdated) void refresh(slideId)
    outdated.clear()
  }, 500)
  function refreshSoon(slideId: number): void {
    outdated.add(slideId)
    void refreshOutdated()
  }

  function take(entry: LibraryEntry): void {
    keep(entry)
    if (page.value) page.value = placed(page.value, entry)
  }

  /** Saves tags or notes of a slide. Returns false if that failed. */
  async function describe(slideId: number, what: { tags?: string[]; notes?: string }): Promise<boolean> {
    const entry = await problems.guard(texts.describe[what.tags ? 'tags' : 'notes'], () =>
      host.call('library.describe', { slideId, ...what })
    )
    if (entry) take(entry)
    return entry !== undefined
  }

  /**
   * Looks for missing slides below a folder.
   * @param slideId limits the search to this slide
   * @throws DuctalError
   */
  const relink = (folder: string, slideId: number | undefined, signal: AbortSignal): Promise<Relinked> =>
    host.call('library.relink', { folders: [folder], ...(slideId !== undefined && { slideId }) }, signal)

  host.onConnect(read)
  host.onEvent(event => {
    if (event.type === 'library') {
      take(event.entry)
      void readSoon()
    } else if (event.type === 'review') {
      const run = runs.runs.find(({ id }) => id === event.review.runId)
      if (run) refreshSoon(run.slideId)
    } else if (event.type === 'slide' || event.type === 'slideRemoved') void readSoon()
    else if (event.type === 'run' && !isActive(event.run.status)) void readSoon()
  })
  watch([() => library.all.length, () => runs.runs.length], () => page.value && readSoon())
  watchDebounced(search, read, { debounce: 150 })

  return {
    text,
    states,
    tags,
    page,
    entries,
    describing,
    searching,
    filtered,
    slides,
    missing,
    clear,
    refresh,
    describe,
    relink
  }
})
