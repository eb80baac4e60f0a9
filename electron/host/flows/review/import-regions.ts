/**
 * Imports regions from a file into a review: reads the whole file, then adds the regions and the
 * classes they need as one action, or adds nothing.
 */
import { resolve } from 'node:path'
import { DuctalError } from '../../../../contract/errors.ts'
import type { Geometry, Region, RegionClass } from '../../../../contract/review/region.ts'
import type { Imported } from '../../../../contract/review/report.ts'
import type { Run } from '../../../../contract/runs/run.ts'
import type { Slide } from '../../../../contract/slides/slide.ts'
import { doubleArea } from '../../../../geometry/shape.ts'
import type { WritableDb } from '../../db/connection.ts'
import type { Annotation } from '../../interchange/annotation.ts'
import { readRegions } from '../../interchange/read.ts'
import { expandHome } from '../../library/browse.ts'
import type { Effects } from '../../review/actions/part.ts'
import { addClass, listClasses } from '../../review/regions/classes.ts'
import { addRegions } from '../../review/regions/draw.ts'
import { findRegion } from '../../review/regions/records.ts'
import { type Caller, requireReviewer } from '../../review/reviewers.ts'
import { formerFingerprintsOf } from '../../slides/records.ts'

/** @throws DuctalError import/…, review/…, region/bad-geometry */
export async function importRegions(
  db: WritableDb,
  caller: Caller,
  run: Run,
  slide: Slide,
  path: string,
  signal: AbortSignal
): Promise<{ imported: Imported; effects: Effects | null }> {
  // Fails before a long read rather than after it.
  requireReviewer(db, caller)
  const formers = formerFingerprintsOf(db, slide.id)
  const found = await readRegions(resolve(expandHome(path.trim())), { ...slide, formers }, signal)
  return db
    .transaction(() => {
      const before = listClasses(db)
      const fresh = found.regions.filter(
        region => !isThere(findRegion(db, run.id, region.id ?? ''), region, before)
      )
      const known = new Map(before.filter(({ removed }) => !removed).map(one => [keyOf(one.name), one]))
      const added: string[] = []
      const classOf = (asked: Annotation['class']): RegionClass | undefined => {
        if (asked === null) return undefined
        const there = known.get(keyOf(asked.name))
        if (there) return there
        const made = addClass(db, caller, asked)
        known.set(keyOf(made.name), made)
        added.push(made.name)
        return made
      }
      const regions = fresh.map(({ class: asked, ...region }) => {
        const classId = classOf(asked)?.id
        return { ...region, ...(classId !== undefined && { classId }) }
      })
      const effects =
        regions.length === 0 ? null : addRegions(db, caller, run, slide, regions, 'imported').effects
      return {
        imported: {
          regions: regions.length,
          classes: added,
          passedOver: found.passedOver,
          known: found.regions.length - fresh.length
        },
        effects
      }
    })
    .immediate()
}

const keyOf = (name: string) => name.toLowerCase()

/**
 * Whether the review already has this exact region.
 * @throws DuctalError import/known if the review has a different region with the same id
 */
function isThere(there: Region | undefined, region: Annotation, classes: RegionClass[]): boolean {
  if (!there) return false
  const itsClass = classes.find(({ id }) => id === there.classId)?.name ?? ''
  const same =
    there.name === region.name &&
    there.note === region.note &&
    there.locked === (region.locked ?? false) &&
    (region.class === null || keyOf(region.class.name) === keyOf(itsClass)) &&
    JSON.stringify(turned(there.geometry)) === JSON.stringify(turned(region.geometry))
  if (same) return true
  throw new DuctalError(
    'import/known',
    `Nothing was imported. The review already has a different version of region ${there.name || there.id}. Delete it from the review first to import the one in the file.`
  )
}

/** Normalises the direction of rings, which RFC 7946 prescribes in files. */
function turned(geometry: Geometry): unknown {
  if (geometry.type !== 'area') return { ...geometry }
  return geometry.parts.map(part =>
    part.map(ring => {
      if (doubleArea(ring) >= 0) return ring
      const [x, y] = ring
      const others: number[] = []
      for (let i = ring.length - 2; i > 0; i -= 2) others.push(ring[i]!, ring[i + 1]!)
      return [x, y, ...others]
    })
  )
}
