import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { DuctalError, isOverrulable, type OverrulableCode } from '../../contract/errors.ts'
import { baseName } from '../../contract/format.ts'
import type { Slide } from '../../contract/slides/slide.ts'
import { texts } from '../texts.ts'
import { useDialogs } from './dialogs.ts'
import { useHost } from './host.ts'
import { useLoading } from './loading.ts'
import { useProblems } from './problems.ts'
import { scopeOf } from './scope.ts'
import { useSettings } from './settings.ts'

/** A refused slide that the user may open anyway. */
export interface Doubted {
  path: string
  code: OverrulableCode
  message: string
  mpp: number | undefined
}

/** All slides of the library, and the slide on screen. */
export const useSlides = defineStore('slides', () => {
  const host = useHost()
  const problems = useProblems()
  const settings = useSettings()
  const dialogs = useDialogs()
  const loading = useLoading()
  const all = shallowRef<Slide[]>([])
  const loaded = ref(false)
  /** Paths of files and folders that are being opened. */
  const opening = ref<string[]>([])
  /** The refused slide that the dialog `overrule` asks about. */
  const doubted = shallowRef<Doubted>()
  const selectedId = ref(settings.values.slideId)
  /** Slides that the host is removing. */
  const removing = new Set<number>()
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
   * selected one. Reports refused files as problems; asks at once about a single file whose refusal
   * the user may overrule.
   * @param overrule refusals that the current reviewer overrules
   */
  async function open(paths: string[], mpp?: number, overrule: OverrulableCode[] = []): Promise<Slide[]> {
    const opened: Slide[] = []
    const turn = ++asked
    for (const path of paths) {
      opening.value = [...opening.value, path]
      const result = await problems.guard(path, async () => {
        try {
          const request = { path, ...(mpp !== undefined && { mpp }), overrule }
          return await loading.during(baseName(path), () => host.call('slides.open', request))
        } catch (error) {
          if (!(error instanceof DuctalError) || !isOverrulable(error.code)) throw error
          refuse({ path, code: error.code, message: error.message, mpp })
          if (paths.length === 1) ask({ path, code: error.code, message: error.message, mpp })
          return undefined
        }
      })
      opening.value = opening.value.filter(other => other !== path)
      for (const slide of result?.slides ?? []) {
        keep(slide)
        if (opened.push(slide) !== 1 || turn < shown) continue
        shown = turn
        selectedId.value = slide.id
      }
      for (const { path, code, message } of result?.refused ?? [])
        if (isOverrulable(code)) refuse({ path, code, message, mpp })
        else problems.add(path, { code, message })
    }
    return opened
  }

  const refuse = (slide: Doubted) =>
    problems.add(slide.path, slide, { label: texts.overrule.ask, run: () => ask(slide) })

  function ask(slide: Doubted): void {
    doubted.value = slide
    dialogs.open('overrule')
  }

  /** Opens the refused slide that the user was asked about, in the name of the current reviewer. */
  async function overrule(): Promise<void> {
    const slide = doubted.value
    if (!slide) return
    problems.settle(slide.path, slide.code)
    await open([slide.path], slide.mpp, [slide.code])
  }

  async function setMpp(slideId: number, mpp: number): Promise<void> {
    const slide = await problems.guard(texts.resolution.title, () =>
      host.call('slides.setMpp', { slideId, mpp })
    )
    if (slide) keep(slide)
  }

  /** Dismisses a warning about a slide's analyses, or shows it again. */
  async function dismiss(slideId: number, warning: string, dismissed: boolean): Promise<void> {
    const slide = await problems.guard(texts.run.warnings, () =>
      host.call('slides.dismiss', { slideId, warning, dismissed })
    )
    if (slide) keep(slide)
  }

  /**
   * Removes a slide: from the page at once, so that nothing asks for it meanwhile. Shows it again
   * if the host refuses.
   */
  async function remove(slide: Slide): Promise<void> {
    const shown = selectedId.value === slide.id
    removing.add(slide.id)
    drop(slide.id)
    const gone = await problems.guard(slide.name, async () => {
      await host.call('slides.remove', { slideId: slide.id })
      return true
    })
    removing.delete(slide.id)
    if (gone) return
    keep(slide)
    if (shown) selectedId.value = slide.id
  }

  host.onConnect(async () => {
    const list = await problems.guard(texts.library.title, () => host.call('slides.list', undefined))
    if (!list) return
    all.value = list
    loaded.value = true
    if (!selected.value) selectedId.value = list[0]?.id ?? 0
  })
  host.onEvent(event => {
    if (event.type === 'slide' && !removing.has(event.slide.id)) keep(event.slide)
    else if (event.type === 'slideRemoved') drop(event.slideId)
    else if (event.type === 'notice') problems.add(texts.host.name, event)
  })
  watch(selectedId, id => {
    settings.values.slideId = id
  })

  return {
    all,
    loaded,
    opening,
    doubted,
    selectedId,
    selected,
    onScreen,
    open,
    overrule,
    dismiss,
    setMpp,
    remove
  }
})
