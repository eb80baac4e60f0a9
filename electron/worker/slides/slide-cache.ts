import { DuctalError } from '../../../contract/errors.ts'
import { stampOf } from './fingerprint.ts'
import { look, openSlide } from './open.ts'
import type { OpenSlide } from './slide.ts'

interface Kept {
  stamp: string
  slide: Promise<OpenSlide>
}

/** Number of open slides that a process keeps. */
const mostOpen = 6
const kept = new Map<string, Kept>()

/**
 * Returns the slide at a path from the cache. A slide stays open until its file changes or more
 * recently used slides displace it. Throws the same errors as `openSlide`.
 */
export async function cachedSlide(path: string): Promise<OpenSlide> {
  await look(path)
  const stamp = await stampOf(path)
  const known = kept.get(path)
  kept.delete(path)
  if (known && known.stamp !== stamp) letGo(known)
  const entry = known?.stamp === stamp ? known : { stamp, slide: openSlide(path) }
  kept.set(path, entry)
  entry.slide.catch(() => {
    if (kept.get(path) === entry) kept.delete(path)
  })
  for (const [other, oldest] of kept) {
    if (kept.size <= mostOpen) break
    kept.delete(other)
    letGo(oldest)
  }
  return entry.slide
}

function letGo({ slide }: Kept): void {
  slide.then(
    open => open.close(),
    error => {
      if (!(error instanceof DuctalError)) console.error(error)
    }
  )
}
