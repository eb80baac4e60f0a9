import { useEventListener } from '@vueuse/core'
import { useDialogs } from '../stores/dialogs.ts'
import { useLibrary } from '../stores/library.ts'
import { useRuns } from '../stores/runs.ts'
import { truthModes, useSettings } from '../stores/settings.ts'
import { useStage } from '../stores/stage.ts'
import { useTissue } from '../stores/tissue.ts'
import { presetsFor, umPerPixelAt } from '../viewer/scale.ts'

/** Rounds away what binary fractions add, and stays within 0–1. */
const unit = (value: number) => Math.min(1, Math.max(0, Number(value.toFixed(3))))

/** Elements that need keys for themselves. */
const types =
  'input:not([type="range"]), textarea, select, [contenteditable], [role="dialog"], [role="alertdialog"], [role="menu"]'
const moves = 'input[type="range"], [role="radio"], [role="tab"], [role="listbox"], [role="option"]'

/** The keys of the whole page; KeysDialog.vue lists them. */
export function useKeys(): void {
  const stage = useStage()
  const settings = useSettings()
  const runs = useRuns()
  const library = useLibrary()
  const dialogs = useDialogs()
  const tissue = useTissue()

  const pan = (right: number, down: number) => (event: KeyboardEvent) => {
    const step = event.shiftKey ? 0.5 : 0.12
    stage.commands?.pan(right * step, down * step)
  }
  const threshold = (sign: number) => (event: KeyboardEvent) => {
    runs.threshold = unit(runs.threshold + sign * (event.shiftKey ? 0.01 : 0.05))
  }
  const opacity = (sign: number) => () => {
    settings.values.opacity = unit(settings.values.opacity + sign * 0.1)
  }
  const slide = (step: number) => () => {
    const place = library.slides.findIndex(({ id }) => id === library.selectedId)
    const next = library.slides[place + step]
    if (next) library.selectedId = next.id
  }
  const actions: Record<string, (event: KeyboardEvent) => void> = {
    '+': () => stage.commands?.zoomBy(1.5),
    '=': () => stage.commands?.zoomBy(1.5),
    '-': () => stage.commands?.zoomBy(1 / 1.5),
    '0': () => stage.commands?.fit(),
    ArrowLeft: pan(-1, 0),
    ArrowRight: pan(1, 0),
    ArrowUp: pan(0, -1),
    ArrowDown: pan(0, 1),
    r: () => stage.commands?.rotate(90),
    R: () => stage.commands?.rotate(-90),
    f: () => stage.commands?.flip(),
    h: () => {
      settings.values.heatmap = !settings.values.heatmap
    },
    t: () => {
      if (tissue.possible) tissue.shown = !tissue.shown
    },
    g: () => {
      const next = truthModes.indexOf(settings.values.truth) + 1
      if (library.selected?.truth) settings.values.truth = truthModes[next % truthModes.length] ?? 'off'
    },
    '[': threshold(-1),
    '{': threshold(-1),
    ']': threshold(1),
    '}': threshold(1),
    ',': opacity(-1),
    '.': opacity(1),
    PageDown: slide(1),
    PageUp: slide(-1),
    o: () => void dialogs.openSlide(),
    l: () => {
      settings.values.libraryOpen = !settings.values.libraryOpen
    },
    p: () => {
      settings.values.panelOpen = !settings.values.panelOpen
    },
    '?': () => {
      dialogs.current = 'keys'
    }
  }

  /** 1 … 7: the presets of the magnification bar, from the left. */
  function magnify(key: string): boolean {
    const mpp = library.selected?.mpp
    const preset = mpp ? presetsFor(mpp)[Number(key) - 1] : undefined
    if (mpp && preset) stage.commands?.zoomTo(mpp / umPerPixelAt(preset))
    return preset !== undefined
  }

  useEventListener(window, 'keydown', (event: KeyboardEvent) => {
    // Brackets need AltGr on many keyboards, which counts as Ctrl and Alt.
    const chord = (event.ctrlKey || event.altKey) && !event.getModifierState('AltGraph')
    if (event.defaultPrevented || chord || event.metaKey) return
    const target = event.target instanceof Element ? event.target : document.body
    if (target.closest(types) || document.querySelector('[role="dialog"], [role="alertdialog"]')) return
    if ((event.key.startsWith('Arrow') || event.key.startsWith('Page')) && target.closest(moves)) return
    const action = actions[event.key] ?? actions[event.key.toLowerCase()]
    if (action) action(event)
    else if (!/^[1-7]$/.test(event.key) || !magnify(event.key)) return
    event.preventDefault()
  })
}
