import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { Slide } from '../../contract/slides/slide.ts'
import { texts } from '../texts.ts'
import { useHost } from './host.ts'
import { useProblems } from './problems.ts'
import { scopeOf } from './scope.ts'
import { useSettings } from './settings.ts'

/** All slides of the library, and the slide on screen. */
export const useSlides = defineStore('slides', () => {
  const host = useHost()
  const problems = useProblems()
  const settings = useSettings()
  const all = shallowRef<Slide[]>([])
  const loaded = ref(false)
  /** Paths of files and folders that are being opened. */
  const opening = ref<string[]>([])
  const selectedId = ref(settings.values.slideId)
  const selected = computed(() => all.value.find(slide => slide.id === selectedId.value))

  /** Work for the slide on screen. */
  const onScreen = scopeOf(() => selectedId.value)

  function keep(slide: Slide): void {
    const known = all.value.findIndex(({ id }) => id === slide.id)
    all.value = known < 0 ? [...all.value, slide] : all.value.map(old => (old.id === slide.id ? slide : old))
    if (!selected.value) selectedId.value = slide.id
  }

  function drop(slideId: number): void {
    const place = all.value.findIndex(({ id }) => id === slideId)
    if (place < 0) return
    all.value = all.value.filter(({ id }) => id !== slideId)
    if (selectedId.value === slideId) selectedId.value = (all.value[place] ?? all.value[place - 1])?.id ?? 0
  }

  /** `asked` counts open requests; `shown` is the request that selected the current slide. */
  let asked = 0
  let shown = 0

  /**
   * Opens files and folders. Selects the first slide that opens, unless a later request has already
   * selected one. Reports refused files as problems.
   */
  async function open(paths: string[], mpp?: number): Promise<Slide[]> {
    const opened: Slide[] = []
    const turn = ++asked
    for (const path of paths) {
      opening.value = [...opening.value, path]
      const result = await problems.guard(path, () =>
        host.call('slides.open', mpp === undefined ? { path } : { path, mpp })
      )
      opening.value = opening.value.filter(other => other !== path)
      for (const slide of result?.slides ?? []) {
        keep(slide)
        if (opened.push(slide) !== 1 || turn < shown) continue
        shown = turn
        selectedId.value = slide.id
      }
      for (const refusal of result?.refused ?? []) problems.add(refusal.path, refusal)
    }
    return opened
  }

  async function setMpp(slideId: number, mpp: number): Promise<void> {
    const slide = await problems.guard(texts.resolution.title, () =>
      host.call('slides.setMpp', { slideId, mpp })
    )
    if (slide) keep(slide)
  }

  async function remove(slide: Slide): Promise<void> {
    const gone = await problems.guard(slide.name, async () => {
      await host.call('slides.remove', { slideId: slide.id })
      return true
    })
    if (gone) drop(slide.id)
  }

  host.onConnect(async () => {
    const list = await problems.guard(texts.library.title, () => host.call('slides.list', undefined))
    if (!list) return
    all.value = list
    loaded.value = true
    if (!selected.value) selectedId.value = list[0]?.id ?? 0
  })
  host.onEvent(event => {
    if (event.type === 'slide') keep(event.slide)
    else if (event.type === 'slideRemoved') drop(event.slideId)
    else if (event.type === 'notice') problems.add(texts.host.name, event)
  })
  watch(selectedId, id => {
    settings.values.slideId = id
  })

  return { all, loaded, opening, selectedId, selected, onScreen, open, setMpp, remove }
})
