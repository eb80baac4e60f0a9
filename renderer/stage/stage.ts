import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { magnificationOf } from '../viewer/scale.ts'
import type { Stage } from '../viewer/stage.ts'
import type { PointerTool } from '../viewer/tools.ts'

/** The slides on the screen as the rest of the page sees them. */
export const useStage = defineStore('stage', () => {
  /** The slide of the library; made again when the drawer is changed, so watch it. */
  const main = shallowRef<Stage>()
  /** The other side of a split view. */
  const second = shallowRef<Stage>()
  /** Whether the second side was the last under the pointer. */
  const onSecond = shallowRef(false)
  /** What keys and buttons act on. */
  const active = computed(() => (onSecond.value && second.value) || main.value)
  const view = computed(() => active.value?.view.value)
  /** Level-0 pixels under the pointer; undefined while it is elsewhere. */
  const pointer = computed(() => active.value?.pointer.value)
  /** Whether everything that covers the tissue is hidden, while a key is held. */
  const bare = shallowRef(false)
  /** The tool in hand, on either side; without one the pointer moves the slide. */
  const tool = shallowRef<PointerTool>()

  /** Takes up a tool in place of the one before it, or none. */
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
