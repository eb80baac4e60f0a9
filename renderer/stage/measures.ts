import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { count, length } from '../../contract/format.ts'
import type { Slide } from '../../contract/slides/slide.ts'
import { type Measure, pixelsOf } from '../viewer/layers/measure-layer.ts'
import type { PointerTool, ToolEvent } from '../viewer/stage/pointer-tool.ts'
import type { Position } from '../viewer/stage/stage.ts'
import { useStage } from './stage.ts'

/** A press that moves less than this many CSS pixels is the first click of two. */
const leastDrag = 4

/** Measured distances, kept until they are cleared. */
export const useMeasures = defineStore('measures', () => {
  const stage = useStage()
  const done = shallowRef<readonly Measure[]>([])
  /** The measurement that follows the pointer. */
  const draft = shallowRef<Measure>()
  let next = 1

  const all = computed(() => (draft.value ? [...done.value, draft.value] : done.value))
  const ofSlide = (slideId: number | undefined) => all.value.filter(measure => measure.slideId === slideId)
  /** Formats a distance in µm or mm if the resolution is known, else in pixels. */
  const textFor = (slide: Slide | undefined) => (pixels: number) =>
    slide?.mpp ? length(pixels * slide.mpp) : `${count(pixels)} px`

  function begin({ place, stage }: ToolEvent): void {
    const slide = stage.slide.value
    if (slide) draft.value = { id: next++, slideId: slide.id, from: place, to: place }
  }

  function follow(to: Position): void {
    if (draft.value) draft.value = { ...draft.value, to }
  }

  function end(to: Position): void {
    if (draft.value) done.value = [...done.value, { ...draft.value, to }]
    draft.value = undefined
  }

  const isLong = ({ place, stage }: ToolEvent) =>
    draft.value !== undefined &&
    pixelsOf({ from: draft.value.from, to: place }) * (stage.view.value?.zoom ?? 1) >= leastDrag
  const isHere = ({ stage }: ToolEvent) => draft.value?.slideId === stage.slide.value?.id

  const ruler: PointerTool = {
    cursor: 'crosshair',
    press(event) {
      if (draft.value && isHere(event)) end(event.place)
      else begin(event)
      return true
    },
    move: event => isHere(event) && follow(event.place),
    release: event => isHere(event) && isLong(event) && end(event.place),
    double: () => {},
    cancel: () => {
      draft.value = undefined
    }
  }
  const measuring = computed(() => stage.tool === ruler)
  const toggle = () => stage.take(measuring.value ? undefined : ruler)

  function remove(id: number): void {
    done.value = done.value.filter(measure => measure.id !== id)
  }
  function clear(): void {
    done.value = []
    draft.value = undefined
  }

  return { done, ofSlide, textFor, measuring, toggle, remove, clear }
})
