import { useLocalStorage, usePreferredDark } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, watchEffect } from 'vue'
import type { LibrarySort } from '../../contract/library.ts'
import type { QueueRequest } from '../../contract/queue.ts'
import type { ColorMapName } from '../viewer/colors.ts'
import type { Below } from '../viewer/raster.ts'

export const themes = ['system', 'light', 'dark'] as const
/** What the model's marks are held against. */
export const againsts = ['truth', 'reviewer'] as const
export const truthModes = ['off', 'outline', 'verdicts'] as const
/** What a cell of an overview shows of its patches. */
export const poolings = ['maximum', 'mean'] as const
export const drawers = ['canvas', 'webgl'] as const
/** What lies over the slide: what the model says, what the reviewer says, or one over the other. */
export const showChoices = ['model', 'labels', 'both'] as const
export const panelTabs = ['heatmap', 'review', 'regions', 'history', 'record', 'slide'] as const

interface Settings {
  theme: (typeof themes)[number]
  heatmap: boolean
  opacity: number
  map: ColorMapName
  below: Below
  smooth: boolean
  pooling: (typeof poolings)[number]
  /** Bare tissue around the pointer. */
  lens: boolean
  truth: (typeof truthModes)[number]
  against: (typeof againsts)[number]
  drawer: (typeof drawers)[number]
  libraryOpen: boolean
  librarySort: LibrarySort
  libraryDescending: boolean
  panelOpen: boolean
  panelTab: (typeof panelTabs)[number]
  shows: (typeof showChoices)[number]
  queue: QueueRequest
  /** Whether the close-up explains its patch, and how strongly. */
  why: boolean
  whyOpacity: number
  /** The first look was ended or skipped: it does not begin by itself any more. */
  tourSeen: boolean
  /** The slide that was on screen last; 0 for none. */
  slideId: number
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
  libraryOpen: true,
  librarySort: 'added',
  libraryDescending: false,
  panelOpen: true,
  panelTab: 'heatmap',
  shows: 'both',
  queue: { unit: 'patches', order: 'probability', classes: 'positive', filter: 'all' },
  why: false,
  whyOpacity: 0.6,
  tourSeen: false,
  slideId: 0
}

/** What a person chose for this window, kept in the browser's own storage. */
export const useSettings = defineStore('settings', () => {
  const values = useLocalStorage<Settings>('ductal.settings', defaults, {
    mergeDefaults: true,
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
