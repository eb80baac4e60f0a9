/**
 * Imports regions from a file into a review: reads the whole file, then adds the regions and the
 * classes they need as one action, or adds nothing.
 */
import { basename, resolve } from 'node:path'
import type { RegionClass } from '../../../../contract/review/region.ts'
import type { Imported } from '../../../../contract/review/report.ts'
import type { Run } from '../../../../contract/runs/run.ts'
import type { Slide } from '../../../../contract/slides/slide.ts'
import type { Annotation } from '../../../../contract/tasks/regions.ts'
import type { Context } from '../../context.ts'
import { expandHome } from '../../library/browse.ts'
import type { Effects } from '../../review/actions/part.ts'
import { addClass, listClasses } from '../../review/regions/classes.ts'
import { addRegions } from '../../review/regions/draw.ts'
import { type Caller, requireReviewer } from '../../review/reviewers.ts'
import { formerFingerprintsOf } from '../../slides/records.ts'
import { KnownRegions } from './known-regions.ts'

/** @throws DuctalError import/…, path/…, review/…, region/bad-geometry */
export async function importRegions(
  { db, pool }: Pick<Context, 'db' | 'pool'>,
  caller: Caller,
  run: Run,
  slide: Slide,
  path: string,
  signal: AbortSignal
): Promise<{ imported: Imported; effects: Effects | null }> {
  // Fails before a long read rather than after it.
  requireReviewer(db, caller)
  const formers = formerFingerprintsOf(db, slide.id)
  const { name, fingerprint, width, height } = slide
  const meant = { name, fingerprint, formers, width, height }
  const task = { path: resolve(expandHome(path.trim())), slide: meant }
  const found = await pool.run('readRegions', task, { queue: 'documents', signal })
  return db
    .transaction(() => {
      const before = listClasses(db)
      const there = new KnownRegions(db, run, slide, basename(path.trim()))
      const fresh = found.regions.filter(region => {
        if (there.has(region)) return false
        there.add(region)
        return true
      })
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
      const regions = fresh.map(({ id, kind, geometry, class: asked, name, note, locked }) => {
        const classId = classOf(asked)?.id
        const region = { kind, geometry, name, note, locked }
        return { ...region, ...(id !== undefined && { id }), ...(classId !== undefined && { classId }) }
      })
      const effects = regions.length === 0 ? null : addRegions(db, caller, run, regions, 'imported').effects
      return {
        imported: {
          regions: regions.length,
          classes: added,
          passedOver: found.passedOver,
          known: found.regions.length - fresh.length,
          clipped: fresh.filter(({ clipped }) => clipped).length,
          repaired: fresh.filter(({ repaired }) => repaired).length,
          notKept: {
            measurements: sum(fresh, ({ notKept }) => notKept.measurements),
            metadata: sum(fresh, ({ notKept }) => notKept.metadata)
          }
        },
        effects
      }
    })
    .immediate()
}

const keyOf = (name: string) => name.toLowerCase()

const sum = (regions: Annotation[], count: (region: Annotation) => number): number =>
  regions.reduce((total, region) => total + count(region), 0)
