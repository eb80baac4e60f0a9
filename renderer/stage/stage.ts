import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { magnificationOf } from '../viewer/stage/magnification.ts'
import type { PointerTool } from '../viewer/stage/pointer-tool.ts'
import type { Stage } from '../viewer/stage/stage.ts'

/** Gives the rest of the page access to the slides on screen. */
export const useStage = defineStore('stage', () => {
  /** The selected slide; recreated when the drawer changes, so watch it. */
  const main = shallowRef<Stage>()
  /** The second side of a split view. */
  const second = shallowRef<Stage>()
  /** Whether the pointer was last over the second side. */
  const onSecond = shallowRef(false)
  /** The side that keys and buttons act on. */
  const active = computed(() => (onSecond.value && second.value) || main.value)
  const view = computed(() => active.value?.view.value)
  /** Pointer position in level-0 pixels; undefined while the pointer is elsewhere. */
  const pointer = computed(() => active.value?.pointer.value)
  /** Whether all layers that cover the tissue are hidden, while a key is held. */
  const bare = shallowRef(false)
  /** The selected tool, for both sides; without a tool the pointer pans the slide. */
  const tool = shallowRef<PointerTool>()

  /** Selects a tool instead of the current one, or none. */
  function take(next: PointerTool | undefined): void {
    if (tool.value === next) return
    tool.value?.cancel?.()
    tool.value = next
  }

  const umPerPixel = computed(() => {
    const mpp = active.value?.slide.value?.mpp
    return mpp && view.value ? mpp / view.value.zoom : undefined
  })
  const magnification = computed(() => (umPerPixel.value ? magnificationOf(umPerPixel.value) : undefined))

  return { main, second, onSecond, active, view, pointer, bare, tool, take, umPerPixel, magnification }
})
