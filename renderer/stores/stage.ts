import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { magnificationOf } from '../viewer/scale.ts'
import { useLibrary } from './library.ts'

/** How the slide stands on the screen. */
export interface View {
  /** CSS pixels per level-0 pixel. */
  zoom: number
  /** The zoom at which the whole slide fits. */
  fit: number
  rotation: number
  flip: boolean
}

export interface Box {
  x: number
  y: number
  width: number
  height: number
}

/** What can be asked of the viewer from elsewhere on the page. */
export interface StageCommands {
  zoomBy(factor: number): void
  /** CSS pixels per level-0 pixel. */
  zoomTo(zoom: number): void
  fit(): void
  /** By a share of the visible width and height. */
  pan(right: number, down: number): void
  rotate(degrees: number): void
  flip(): void
  /** Level-0 pixels. */
  show(box: Box): void
  reload(): void
}

/** The viewer as the rest of the page sees it. */
export const useStage = defineStore('stage', () => {
  const library = useLibrary()
  const commands = shallowRef<StageCommands>()
  const view = shallowRef<View>()
  /** Level-0 pixels under the pointer; undefined while it is elsewhere. */
  const pointer = shallowRef<{ x: number; y: number }>()
  /** Whether a part of the slide has been drawn. */
  const drawn = ref(false)
  /** Addresses of tiles that could not be read, with the reason. */
  const failedTiles = ref<Map<string, string>>(new Map())

  const umPerPixel = computed(() => {
    const mpp = library.selected?.mpp
    return mpp && view.value ? mpp / view.value.zoom : undefined
  })
  const magnification = computed(() => (umPerPixel.value ? magnificationOf(umPerPixel.value) : undefined))

  return { commands, view, pointer, drawn, failedTiles, umPerPixel, magnification }
})
