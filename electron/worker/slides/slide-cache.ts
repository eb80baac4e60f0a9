import { readdir } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { DuctalError, failureOf } from '../../../contract/errors.ts'
import type { SlideFacts } from '../../../contract/slides/facts.ts'
import { stampOf } from './identity/stamp.ts'
import { changedWhileRead, factsOf, look, openSlide, slideFiles } from './open.ts'
import type { OpenSlide } from './slide.ts'

/** A slide and the state of its files when it was opened. */
interface Opened {
  slide: OpenSlide
  stamp: string
  /** Names of the files in its folder, of which some may belong to it. */
  beside: string
}

/** Number of open slides that a process keeps. */
const mostOpen = 6
const kept = new Map<string, Promise<Opened>>()

/**
 * Returns the slide at a path from the cache. A slide stays open until one of its files changes or
 * more recently used slides displace it. Throws the same errors as `openSlide`.
 * @param expected stamp of the content that the caller means
 * @throws DuctalError slide/changed if the slide's files have another stamp
 */
export async function cachedSlide(path: string, expected?: string): Promise<OpenSlide> {
  const { slide, stamp } = await present(path)
  if (expected !== undefined && stamp !== expected) throw changed(path)
  return slide
}

/**
 * Like {@link cachedSlide}, but opens the slide again if files appeared next to it or in its
 * folder: they may be levels that were still being copied.
 */
async function completeSlide(path: string): Promise<OpenSlide> {
  const known = kept.get(path)
  const found = await known?.catch(() => undefined)
  if (found && found.beside !== (await namesBeside(path)) && kept.get(path) === known) {
    kept.delete(path)
    letGo(known!)
  }
  return cachedSlide(path)
}

/** Names in the folder of a slide, and in the folder that MRXS keeps under the slide's name. */
async function namesBeside(path: string): Promise<string> {
  const namesIn = (folder: string) => readdir(folder).catch(() => [])
  const own = join(dirname(path), basename(path, extname(path)))
  return [await namesIn(dirname(path)), own === path ? [] : await namesIn(own)]
    .map(names => names.sort().join('\n'))
    .join('\n\n')
}

/**
 * Reads from a slide whose files have a stamp before and after; any slide without one. A slide that
 * was opened with the stamp needs one comparison, after reading: a stamp never returns to an
 * earlier value.
 * @throws DuctalError slide/changed, as what was read may be of several contents
 */
export async function whileSame<T>(
  path: string,
  stamp: string | undefined,
  read: (slide: OpenSlide) => Promise<T>
): Promise<T> {
  const slide = (await openedWith(path, stamp)) ?? (await cachedSlide(path, stamp))
  const [result] = await Promise.allSettled([read(slide)])
  // A change also explains why reading failed.
  if (stamp !== undefined && (await stampOf(slideFiles(path, slide))) !== stamp) throw changed(path)
  if (result.status === 'fulfilled') return result.value
  // A patch was overwritten, so that the open slide is of no use.
  if (failureOf(result.reason).code === 'slide/changed') await releaseSame(path, slide)
  throw result.reason
}

/**
 * Returns everything that the library stores about a slide. Throws as `factsOf`.
 * A refused slide is closed, so that its pixels take no memory.
 */
export async function openedFacts(path: string): Promise<SlideFacts> {
  const slide = await completeSlide(path)
  try {
    return await factsOf(path, slide)
  } catch (error) {
    release(path)
    throw error
  }
}

/** Returns the slide if it is open and was opened with this stamp; looks at no file. */
async function openedWith(path: string, stamp: string | undefined): Promise<OpenSlide | undefined> {
  const known = kept.get(path)
  if (!known || stamp === undefined) return undefined
  const found = await known.catch(() => undefined)
  if (found?.stamp !== stamp || kept.get(path) !== known) return undefined
  kept.delete(path)
  kept.set(path, known)
  return found.slide
}

async function present(path: string): Promise<Opened> {
  await look(path)
  for (;;) {
    const known = kept.get(path)
    if (known && !(await isCurrent(path, known))) {
      if (kept.get(path) !== known) continue
      kept.delete(path)
      letGo(known)
    }
    // Another call may have opened it meanwhile.
    const entry = kept.get(path) ?? opened(path)
    kept.delete(path)
    kept.set(path, entry)
    entry.catch(() => {
      if (kept.get(path) === entry) kept.delete(path)
    })
    displace()
    return entry
  }
}

async function isCurrent(path: string, known: Promise<Opened>): Promise<boolean> {
  const { slide, stamp } = await known
  if ((await stampOf(slideFiles(path, slide))) !== stamp) return false
  return (await slide.isCurrent?.()) ?? true
}

async function opened(path: string): Promise<Opened> {
  const before = await stampOf([path])
  const beside = await namesBeside(path)
  const slide = await openSlide(path)
  const stamp = await stampOf(slideFiles(path, slide))
  if ((await stampOf([path])) === before) return { slide, stamp, beside }
  slide.close()
  throw changedWhileRead(path)
}

function displace(): void {
  for (const [path, oldest] of kept) {
    if (kept.size <= mostOpen) break
    kept.delete(path)
    letGo(oldest)
  }
}

function release(path: string): void {
  const entry = kept.get(path)
  if (!entry) return
  kept.delete(path)
  letGo(entry)
}

/** Releases a slide unless it was opened again meanwhile. */
async function releaseSame(path: string, slide: OpenSlide): Promise<void> {
  const entry = kept.get(path)
  if (entry && (await entry.catch(() => undefined))?.slide === slide && kept.get(path) === entry)
    release(path)
}

function letGo(entry: Promise<Opened>): void {
  entry.then(
    ({ slide }) => slide.close(),
    error => {
      if (!(error instanceof DuctalError)) console.error(error)
    }
  )
}

const changed = (path: string) =>
  new DuctalError(
    'slide/changed',
    `${path} has changed since it was opened. Open it again to analyse the new content.`
  )
