import { useLocalStorage, usePreferredDark } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, watchEffect } from 'vue'
import type { QueueRequest } from '../../contract/review/queue.ts'
import type { LibrarySort } from '../../contract/slides/library.ts'
import type { ColorMapName } from '../viewer/raster/colors.ts'
import type { Below } from '../viewer/raster/raster.ts'

export const themes = ['system', 'light', 'dark'] as const
/** The reference for the model's marks: ground truth or the reviewer's labels. */
export const againsts = ['truth', 'reviewer'] as const
export const truthModes = ['off', 'outline', 'errors'] as const
/** How a cell of an overview summarises its patches. */
export const poolings = ['maximum', 'mean'] as const
export const drawers = ['canvas', 'webgl'] as const
/** Content over the slide: the model's predictions, the reviewer's labels, or both. */
export const showChoices = ['model', 'labels', 'both'] as const

interface Settings {
  theme: (typeof themes)[number]
  heatmap: boolean
  opacity: number
  map: ColorMapName
  below: Below
  smooth: boolean
  pooling: (typeof poolings)[number]
  /** Shows bare tissue around the pointer. */
  lens: boolean
  truth: (typeof truthModes)[number]
  against: (typeof againsts)[number]
  drawer: (typeof drawers)[number]
  /** Shows slides in the colours of their ICC profile. */
  profile: boolean
  libraryOpen: boolean
  librarySort: LibrarySort
  libraryDescending: boolean
  panelOpen: boolean
  /** Id of the open tab; the features define the tabs. */
  panelTab: string
  shows: (typeof showChoices)[number]
  queue: QueueRequest
  /** Whether the close-up explains its patch; `whyOpacity` sets how strongly. */
  why: boolean
  whyOpacity: number
  /** Whether the list of quality warnings is folded. */
  warningsFolded: boolean
  /** The tour was finished or skipped, so it no longer starts by itself. */
  tourSeen: boolean
  /** The slide last on screen; 0 for none. */
  slideId: number
  /** The analysis last chosen, and its slide; 0 for none. */
  run: { slideId: number; id: number }
}

const defaults: Settings = {
  theme: 'system',
  heatmap: true,
  opacity: 0.65,
  map: 'viridis',
  below: 'hide',
  smooth: false,
  pooling: 'maximum',
  lens: false,
  truth: 'off',
  against: 'truth',
  drawer: 'canvas',
  profile: false,
  libraryOpen: true,
  librarySort: 'added',
  libraryDescending: false,
  panelOpen: true,
  panelTab: 'heatmap',
  shows: 'both',
  queue: { unit: 'patches', order: 'probability', classes: 'positive', filter: 'all' },
  why: false,
  whyOpacity: 0.6,
  warningsFolded: false,
  tourSeen: false,
  slideId: 0,
  run: { slideId: 0, id: 0 }
}

/** The user's settings for this window, kept in the browser's storage. */
export const useSettings = defineStore('settings', () => {
  const values = useLocalStorage<Settings>('ductal.settings', defaults, {
    // A value that an older version stored may have another name now.
    mergeDefaults: (stored, initial) => ({
      ...initial,
      ...stored,
      truth: truthModes.includes(stored.truth) ? stored.truth : initial.truth
    }),
    writeDefaults: false
  })
  const systemDark = usePreferredDark()
  const dark = computed(() =>
    values.value.theme === 'system' ? systemDark.value : values.value.theme === 'dark'
  )
  watchEffect(() => {
    document.documentElement.dataset.theme = dark.value ? 'dark' : 'light'
  })
  return { values, dark }
})
