/** Which regions of a file a review has already: by their id, else by their content. */
import { DuctalError } from '../../../../contract/errors.ts'
import type { Bounds, Geometry, Region } from '../../../../contract/review/region.ts'
import type { Run } from '../../../../contract/runs/run.ts'
import type { Annotation } from '../../../../contract/tasks/regions.ts'
import { boundsOf } from '../../../../geometry/shape.ts'
import { canonicalShape } from '../../../../geometry/storing/canonical.ts'
import type { Size } from '../../../../geometry/storing/clip.ts'
import { asStored } from '../../../../geometry/storing/storable.ts'
import type { ReadableDb } from '../../db/connection.ts'
import { listClasses } from '../../review/regions/classes.ts'
import { findRegion, listRegions } from '../../review/regions/records.ts'

/** A region of the review, or one that was read from the same file before. */
interface Known {
  /** Names the region in a refusal. */
  label: string
  inFile: boolean
  geometry: Geometry
  name: string
  note: string
  /** Null if the file names none: the region gets the review's first class. */
  class: string | null
}

/** Edge of the squares by which regions are looked up, in level-0 pixels. */
const edge = 8

export class KnownRegions {
  readonly #db: ReadableDb
  readonly #runId: number
  readonly #slide: Size
  readonly #file: string
  readonly #classes: ReadonlyMap<number, string>
  readonly #added = new Map<string, Known>()
  /** Regions by the square of the top left corner of their bounds: stored ones by their ids. */
  readonly #places = new Map<string, (Known | string)[]>()

  /** @param file name of the file, for refusals */
  constructor(db: ReadableDb, run: Run, slide: Size, file: string) {
    this.#db = db
    this.#runId = run.id
    this.#slide = slide
    this.#file = file
    this.#classes = new Map(listClasses(db).map(({ id, name }) => [id, name]))
    for (const { id, bounds } of listRegions(db, run.id, run.mpp)) this.#put(bounds, id)
  }

  /**
   * Whether the review or an earlier feature of the file is this region. The id decides; a region
   * without one is known by shape, name and class.
   * @throws DuctalError import/known if another region has the same id
   */
  has(region: Annotation): boolean {
    if (region.id === undefined) return this.#has(region)
    const there = this.#added.get(region.id) ?? this.#stored(region.id)
    if (!there) return false
    const differs = this.#difference(region, there)
    if (differs === undefined) return true
    throw new DuctalError(
      'import/known',
      `Nothing was imported from ${this.#file}. Its ${region.feature} has the same id as ${there.label}, but another ${differs}. ${there.inFile ? 'Remove one of the two from the file.' : 'Delete that region from the review first to import the one in the file.'}`
    )
  }

  /** Adds a region that is imported, so that the same one later in the file is known. */
  add(region: Annotation): void {
    const known: Known = {
      label: `its ${region.feature}`,
      inFile: true,
      geometry: region.geometry,
      name: region.name ?? '',
      note: region.note ?? '',
      class: region.class?.name ?? null
    }
    if (region.id !== undefined) this.#added.set(region.id, known)
    this.#put(boundsOf(region.geometry), known)
  }

  #has(region: Annotation): boolean {
    for (const candidate of this.#near(boundsOf(region.geometry))) {
      const there = typeof candidate === 'string' ? this.#stored(candidate) : candidate
      const differs = there && this.#difference(region, there)
      // A note that was added in the review does not make another region.
      if (there && (differs === undefined || differs === 'description')) return true
    }
    return false
  }

  #stored(id: string): Known | undefined {
    const region = findRegion(this.#db, this.#runId, id)
    return (
      region && {
        label: called(region),
        inFile: false,
        geometry: region.geometry,
        name: region.name,
        note: region.note,
        class: this.#classes.get(region.classId) ?? ''
      }
    )
  }

  /** Returns what differs; the lock does not count. */
  #difference(region: Annotation, there: Known): string | undefined {
    if (there.geometry.type !== region.geometry.type || !this.#sameShape(region.geometry, there))
      return 'shape'
    if (there.name !== (region.name ?? '')) return 'name'
    if (region.class && there.class !== null && keyOf(region.class.name) !== keyOf(there.class))
      return 'class'
    return there.note === (region.note ?? '') ? undefined : 'description'
  }

  #sameShape(geometry: Geometry, there: Known): boolean {
    const shape = canonicalShape(geometry)
    if (canonicalShape(there.geometry) === shape) return true
    // Earlier versions stored shapes as they were given.
    return !there.inFile && canonicalShape(asStored(there.geometry, this.#slide)) === shape
  }

  #put({ minX, minY }: Bounds, known: Known | string): void {
    const key = squareOf(minX, minY, 0, 0)
    const others = this.#places.get(key)
    if (others) others.push(known)
    else this.#places.set(key, [known])
  }

  *#near({ minX, minY }: Bounds): Generator<Known | string> {
    for (const right of [-1, 0, 1])
      for (const down of [-1, 0, 1]) yield* this.#places.get(squareOf(minX, minY, right, down)) ?? []
  }
}

const squareOf = (x: number, y: number, right: number, down: number) =>
  `${Math.floor(x / edge) + right} ${Math.floor(y / edge) + down}`

const keyOf = (name: string) => name.toLowerCase()

const called = ({ id, name }: Region) =>
  name === '' ? `region ${id} of the review` : `region “${name}” of the review`
