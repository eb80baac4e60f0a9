import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import type { Geometry, Region } from '../../../contract/region.ts'
import {
  handlesOf,
  moved,
  nearestEdge,
  withCorner,
  withHandle,
  withoutHandle
} from '../../viewer/regions/geometry.ts'
import { distance, type Point } from '../../viewer/regions/rings.ts'
import { useReview } from '../review/review.ts'
import { useRegions } from './regions.ts'

/** Steps by key are saved together once no other has come for so long. */
const stillMs = 700

/** The region in hand: moved, and changed corner by corner, by pointer or by keys. Saved when the hand lets go. */
export const useEditing = defineStore('editing', () => {
  const regions = useRegions()
  const review = useReview()
  /** The corner that keys move. */
  const handle = ref<number>()
  let drag: { region: Region; from: Point; handle: number | undefined } | undefined
  let waiting = 0

  const subject = computed(() => {
    const [only, other] = regions.selected
    return only && !other && !only.locked && !review.signed ? only : undefined
  })

  function show(region: Region, geometry: Geometry): void {
    const kind = region.kind === 'rectangle' && !isBox(geometry) ? 'polygon' : region.kind
    regions.edited = { ...region, kind, geometry }
  }

  /** Takes hold of a corner within `reach` level-0 pixels, or else of the region itself. */
  function grab(place: Point, reach: number): void {
    const region = subject.value
    if (!region) return
    commit()
    handle.value = handleAt(region, place, reach)
    drag = { region, from: place, handle: handle.value }
  }

  function handleAt({ geometry }: Region, place: Point, reach: number): number | undefined {
    let best: { index: number; off: number } | undefined
    handlesOf(geometry).forEach((corner, index) => {
      const off = distance(corner, place)
      if (off <= reach && (!best || off < best.off)) best = { index, off }
    })
    return best?.index
  }

  function follow(place: Point): void {
    if (!drag) return
    const { region, from, handle } = drag
    show(
      region,
      handle === undefined
        ? moved(region.geometry, place[0] - from[0], place[1] - from[1])
        : withHandle(region.geometry, region.kind, handle, place)
    )
  }

  /** Lets go: what was moved is saved. */
  function drop(): void {
    drag = undefined
    commit()
  }

  /** Saves what is shown as edited. */
  function commit(): void {
    clearTimeout(waiting)
    const region = regions.edited
    if (!region) return
    regions.edited = undefined
    const before = regions.shown.get(region.id)
    const { kind, geometry } = region
    void regions.update([region], before?.kind === kind ? { geometry } : { kind, geometry })
  }

  function cancel(): void {
    clearTimeout(waiting)
    drag = undefined
    regions.edited = undefined
  }

  /** By keys: the corner that is held, or the whole region. */
  function nudge(right: number, down: number): void {
    const region = subject.value
    if (!region) return
    const held = handle.value
    const corner = held === undefined ? undefined : handlesOf(region.geometry)[held]
    show(
      region,
      corner && held !== undefined
        ? withHandle(region.geometry, region.kind, held, [corner[0] + right, corner[1] + down])
        : moved(region.geometry, right, down)
    )
    clearTimeout(waiting)
    waiting = window.setTimeout(commit, stillMs)
  }

  /** Holds the next corner, or the one before; after the last, none, which is the whole region. */
  function nextHandle(by: 1 | -1): void {
    const count = subject.value ? handlesOf(subject.value.geometry).length : 0
    const next = (handle.value ?? (by > 0 ? -1 : count)) + by
    handle.value = next >= 0 && next < count ? next : undefined
  }

  /** A new corner on the edge that is nearest to a place. @returns whether there is one within reach */
  function addCornerAt(place: Point, reach: number): boolean {
    const region = subject.value
    const edge = region && nearestEdge(region.geometry, place)
    if (!region || !edge || edge.distance > reach) return false
    show(region, withCorner(region.geometry, edge.handle, place))
    handle.value = edge.handle + 1
    commit()
    return true
  }

  /** By keys: a new corner in the middle of the edge after the one that is held. */
  function addCorner(): void {
    const region = subject.value
    const corners = region ? handlesOf(region.geometry) : []
    const [from, to] = [corners[handle.value ?? -1], corners[(handle.value ?? -1) + 1] ?? corners[0]]
    if (from && to) addCornerAt([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2], Infinity)
  }

  function removeCorner(): void {
    const region = subject.value
    const geometry = region && handle.value !== undefined && withoutHandle(region.geometry, handle.value)
    if (!region || !geometry) return
    show(region, geometry)
    handle.value = undefined
    commit()
  }

  review.onAction(commit)
  watch(
    () => subject.value?.id,
    () => {
      commit()
      handle.value = undefined
    }
  )

  return {
    handle,
    subject,
    grab,
    handleAt,
    follow,
    drop,
    cancel,
    nudge,
    nextHandle,
    addCornerAt,
    addCorner,
    removeCorner
  }
})

/** Whether an area is still a rectangle along the slide's axes. */
function isBox(geometry: Geometry): boolean {
  const corners = handlesOf(geometry)
  const [xs, ys] = [new Set(corners.map(([x]) => x)), new Set(corners.map(([, y]) => y))]
  return geometry.type === 'area' && corners.length === 4 && xs.size === 2 && ys.size === 2
}
