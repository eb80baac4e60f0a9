import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import type { Geometry, Region } from '../../../contract/review/region.ts'
import { handlesOf, moved, withCorner, withHandle, withoutHandle } from '../../../geometry/handles.ts'
import { nearestEdge } from '../../../geometry/hit.ts'
import { distance, type Point } from '../../../geometry/points.ts'
import { useReview } from '../review/index.ts'
import { useRegions } from './regions.ts'

/** Key steps are saved together after a pause of this length. */
const stillMs = 700

/**
 * Moves the selected region or its corners, by pointer or keys; saves when the pointer is released
 * or the keys pause.
 */
export const useEditing = defineStore('editing', () => {
  const regions = useRegions()
  const review = useReview()
  /** The corner that arrow keys move. */
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

  /** Starts dragging a corner within `reach` level-0 pixels, or else the whole region. */
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

  /** Ends dragging and saves the change. */
  function drop(): void {
    drag = undefined
    commit()
  }

  /** Saves the edited geometry. */
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

  /** Moves the selected corner or the whole region, by keys. */
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

  /**
   * Selects the next or previous corner. Past the last one no corner is selected, so keys move the
   * whole region.
   */
  function nextHandle(by: 1 | -1): void {
    const count = subject.value ? handlesOf(subject.value.geometry).length : 0
    const next = (handle.value ?? (by > 0 ? -1 : count)) + by
    handle.value = next >= 0 && next < count ? next : undefined
  }

  /**
   * Adds a corner on the edge nearest to a point.
   * @returns whether an edge is within reach
   */
  function addCornerAt(place: Point, reach: number): boolean {
    const region = subject.value
    const edge = region && nearestEdge(region.geometry, place)
    if (!region || !edge || edge.distance > reach) return false
    show(region, withCorner(region.geometry, edge.handle, place))
    handle.value = edge.handle + 1
    commit()
    return true
  }

  /** Adds a corner in the middle of the edge after the selected corner, by key. */
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

/** Whether an area is still a rectangle aligned with the slide's axes. */
function isBox(geometry: Geometry): boolean {
  const corners = handlesOf(geometry)
  const [xs, ys] = [new Set(corners.map(([x]) => x)), new Set(corners.map(([, y]) => y))]
  return geometry.type === 'area' && corners.length === 4 && xs.size === 2 && ys.size === 2
}
