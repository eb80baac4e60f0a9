import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type {
  Bounds,
  Geometry,
  Operand,
  Region,
  RegionChange,
  RegionKind,
  RegionRow
} from '../../../contract/review/region.ts'
import { mm2Of } from '../../../geometry/dimensions.ts'
import { areaOf, boundsOf } from '../../../geometry/shape.ts'
import { useHost } from '../../core/host.ts'
import { useProblems } from '../../core/problems.ts'
import { useRuns } from '../../core/runs.ts'
import { texts } from '../../texts.ts'
import { useReview } from '../review/index.ts'
import { useClasses } from './classes.ts'

/** The part of the slide whose regions are loaded, and the smallest size requested. */
interface Known {
  /** Aborted once another run is on screen. */
  signal: AbortSignal
  bounds: Bounds
  smallest: number
}

/**
 * The regions of the run on screen: all as rows, those in view with their geometry, and the changes
 * to them.
 */
export const useRegions = defineStore('regions', () => {
  const host = useHost()
  const runs = useRuns()
  const review = useReview()
  const classes = useClasses()
  const problems = useProblems()
  const rows = shallowRef<RegionRow[]>([])
  /** Regions as the host stores them. */
  const stored = shallowRef<ReadonlyMap<string, Region>>(new Map())
  /** Unsaved regions by id; null for deleted regions. */
  const unsaved = shallowRef<ReadonlyMap<string, Region | null>>(new Map())
  const selection = ref<string[]>([])
  /** The edited version of a region, shown instead of the stored one. */
  const edited = shallowRef<Region>()
  let known: Known | undefined
  let wanted: Known | undefined
  let asking = false

  /** The regions to draw: stored regions, overlaid with unsaved and edited ones. */
  const shown = computed<ReadonlyMap<string, Region>>(() => {
    if (unsaved.value.size === 0 && !edited.value) return stored.value
    const all = new Map(stored.value)
    for (const [id, region] of unsaved.value)
      if (region) all.set(id, region)
      else all.delete(id)
    if (edited.value) all.set(edited.value.id, edited.value)
    return all
  })
  const selected = computed(() =>
    selection.value.flatMap(id => {
      const region = shown.value.get(id)
      return region ? [region] : []
    })
  )

  const put = <T>(map: ReadonlyMap<string, T>, entries: Iterable<readonly [string, T | undefined]>) => {
    const next = new Map(map)
    for (const [id, value] of entries)
      if (value === undefined) next.delete(id)
      else next.set(id, value)
    return next as ReadonlyMap<string, T>
  }

  /** Applies changes that the host has stored. */
  function keep(changed: readonly Region[], removed: readonly string[] = []): void {
    const runId = runs.current?.id
    const own = changed.filter(region => region.runId === runId)
    stored.value = put(stored.value, [
      ...own.map(region => [region.id, region] as const),
      ...removed.map(id => [id, undefined] as const)
    ])
    const fresh = new Map(own.map(region => [region.id, region]))
    const gone = new Set(removed)
    const kept = rows.value
      .filter(({ id }) => !gone.has(id))
      .map(row => {
        const region = fresh.get(row.id)
        fresh.delete(row.id)
        return region ? rowOf(region) : row
      })
    // A region restored by undo returns to its original position.
    rows.value =
      fresh.size === 0
        ? kept
        : [...kept, ...[...fresh.values()].map(rowOf)].sort((a, b) =>
            a.createdAt === b.createdAt ? 0 : a.createdAt < b.createdAt ? -1 : 1
          )
    selection.value = selection.value.filter(id => !removed.includes(id))
  }

  function rowOf({ geometry, ...row }: Region): RegionRow {
    return { ...row, areaMm2: mm2Of(areaOf(geometry), runs.current?.mpp ?? 0) }
  }

  async function list(): Promise<void> {
    const runId = runs.current?.id
    if (runId === undefined) return
    await problems.guard(texts.regions.title, () =>
      runs.onScreen.run(
        signal => host.call('regions.list', { runId }, signal),
        found => {
          rows.value = found
        }
      )
    )
  }

  /**
   * Loads the regions in a part of the slide, plus half a screen on each side so that a pan seldom
   * needs a request.
   * @param pixel level-0 pixels per screen pixel; regions smaller than two screen pixels may be
   *   left out
   */
  function look(bounds: Bounds, pixel: number): void {
    if (!runs.current) return
    const loaded = known && !known.signal.aborted ? known : undefined
    const inside =
      loaded !== undefined &&
      loaded.bounds.minX <= bounds.minX &&
      loaded.bounds.minY <= bounds.minY &&
      loaded.bounds.maxX >= bounds.maxX &&
      loaded.bounds.maxY >= bounds.maxY &&
      loaded.smallest <= pixel * 2
    // Once all regions are loaded, no view needs a request.
    const all = loaded !== undefined && rows.value.length > 0 && stored.value.size >= rows.value.length
    if (inside || all) return
    const [right, down] = [(bounds.maxX - bounds.minX) / 2, (bounds.maxY - bounds.minY) / 2]
    wanted = {
      signal: runs.onScreen.signal,
      bounds: {
        minX: bounds.minX - right,
        minY: bounds.minY - down,
        maxX: bounds.maxX + right,
        maxY: bounds.maxY + down
      },
      smallest: pixel
    }
    void ask()
  }

  async function ask(): Promise<void> {
    if (asking) return
    asking = true
    for (let next = wanted; next; next = wanted) {
      wanted = undefined
      const { signal, bounds, smallest } = next
      const runId = runs.current?.id
      if (runId === undefined || signal.aborted) continue
      await problems.guard(texts.regions.title, () =>
        runs.onScreen.run(
          () => host.call('regions.within', { runId, bounds, smallest, limit: 20_000 }, signal),
          found => {
            known = next
            // Selected regions stay loaded, wherever they are.
            const held = selection.value.flatMap(id => stored.value.get(id) ?? [])
            stored.value = new Map([...held, ...found].map(region => [region.id, region]))
          }
        )
      )
    }
    asking = false
  }

  /** Returns a region with its geometry, loading it if necessary. */
  async function get(regionId: string): Promise<Region | undefined> {
    const known = shown.value.get(regionId)
    const runId = runs.current?.id
    if (known || runId === undefined) return known
    return problems.guard(texts.regions.title, () =>
      runs.onScreen.run(
        signal => host.call('regions.get', { runId, regionId }, signal),
        region => {
          stored.value = put(stored.value, [[region.id, region]])
        }
      )
    )
  }

  /**
   * Makes one change and shows it at once.
   * @param over the regions to show until the change is saved
   */
  async function change(
    about: string,
    over: readonly (readonly [string, Region | null])[],
    work: (runId: number) => Promise<void>
  ): Promise<boolean> {
    const runId = runs.current?.id
    if (runId === undefined) return false
    const withdraw = () => {
      unsaved.value = put(
        unsaved.value,
        over.flatMap(([id, region]) => (unsaved.value.get(id) === region ? [[id, undefined] as const] : []))
      )
    }
    return review.change({
      about,
      show() {
        unsaved.value = put(unsaved.value, over)
      },
      async work() {
        await work(runId)
        withdraw()
      },
      withdraw
    })
  }

  const within = (runId: number, geometry: Geometry) =>
    host.call('regions.within', { runId, bounds: boundsOf(geometry) })

  /** @returns the new region's id, or undefined if the change was not queued for saving */
  async function add(kind: RegionKind, geometry: Geometry): Promise<string | undefined> {
    const run = runs.current
    const classId = classes.chosen?.id
    if (!run || classId === undefined) return undefined
    const now = new Date().toISOString()
    const id = crypto.randomUUID()
    const region: Region = {
      id,
      runId: run.id,
      kind,
      geometry,
      bounds: boundsOf(geometry),
      classId,
      name: '',
      note: '',
      locked: false,
      origin: 'drawn',
      createdAt: now,
      updatedAt: now
    }
    let asked = false
    const begun = await change(texts.regions.saving.add, [[id, region]], async runId => {
      // The first attempt may have been saved even though its response was lost.
      const there = asked ? (await within(runId, geometry)).find(other => other.id === id) : undefined
      asked = true
      keep(
        there
          ? [there]
          : await host.call('regions.add', { runId, regions: [{ id, kind, geometry, classId }] })
      )
    })
    if (begun) selection.value = [id]
    return begun ? id : undefined
  }

  function update(regions: readonly Region[], next: RegionChange): Promise<boolean> {
    const over = regions.map(region => {
      const changed = { ...(shown.value.get(region.id) ?? region), ...next } as Region
      if (next.geometry) changed.bounds = boundsOf(next.geometry)
      return [region.id, changed] as const
    })
    return change(texts.regions.saving.update, over, async runId => {
      const regionIds = regions.map(({ id }) => id)
      keep(await host.call('regions.update', { runId, regionIds, change: next }))
    })
  }

  function remove(regions: readonly Region[]): Promise<boolean> {
    const regionIds = regions.map(({ id }) => id)
    const over = regionIds.map(id => [id, null] as const)
    return change(texts.regions.saving.remove(regionIds.length), over, async runId => {
      await host.call('regions.remove', { runId, regionIds })
      keep([], regionIds)
    })
  }

  function merge({ id }: Region, operand: Operand): Promise<boolean> {
    return change(texts.regions.saving.merge, [], async runId => {
      const grown = await host.call('regions.merge', { runId, regionId: id, operand })
      keep([grown], 'regionIds' in operand ? operand.regionIds : [])
      selection.value = [id]
    })
  }

  function subtract({ id }: Region, operand: Operand): Promise<boolean> {
    return change(texts.regions.saving.subtract, [], async runId => {
      const left = await host.call('regions.subtract', { runId, regionId: id, operand })
      keep(left ? [left] : [], left ? [] : [id])
    })
  }

  /** Makes a region from the connected positive patches around a cell. */
  function fromPatches(row: number, col: number): Promise<boolean> {
    return change(texts.regions.saving.fromPatches, [], async runId => {
      const classId = classes.chosen?.id
      const region = await host.call('regions.fromPatches', {
        runId,
        row,
        col,
        ...(classId === undefined ? {} : { classId })
      })
      keep([region])
      selection.value = [region.id]
    })
  }

  /** @param more adds to the selection, or removes the region if it is already selected */
  function choose(id: string | undefined, more = false): void {
    if (id === undefined) selection.value = more ? selection.value : []
    else if (!more) selection.value = [id]
    else if (selection.value.includes(id)) selection.value = selection.value.filter(other => other !== id)
    else selection.value = [...selection.value, id]
  }

  function reset(): void {
    known = undefined
    stored.value = new Map()
    edited.value = undefined
  }

  runs.onScreen.each(() => {
    reset()
    rows.value = []
    selection.value = []
    void list()
  })
  host.onConnect(async () => {
    reset()
    await list()
  })
  host.onEvent(event => {
    if (event.type !== 'regions' || event.runId !== runs.current?.id) return
    if (event.reload) {
      known = undefined
      void list()
    }
    keep(event.changed, event.removed)
  })

  return {
    rows,
    stored,
    shown,
    unsaved,
    selection,
    selected,
    edited,
    choose,
    look,
    get,
    add,
    update,
    remove,
    merge,
    subtract,
    fromPatches
  }
})
