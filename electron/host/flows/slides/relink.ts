/**
 * Finds moved slides by their content: relative to the library, where another slide has moved to,
 * or in folders that the user names.
 */
import { existsSync, statSync } from 'node:fs'
import { basename, extname, resolve } from 'node:path'
import { DuctalError, failureOf } from '../../../../contract/errors.ts'
import type { SlideFacts } from '../../../../contract/slides/facts.ts'
import type { Relinked } from '../../../../contract/slides/library.ts'
import type { Slide } from '../../../../contract/slides/slide.ts'
import { requireFolder } from '../../../../files/regular.ts'
import type { Context } from '../../context.ts'
import { expandHome } from '../../library/browse.ts'
import { walk } from '../../library/walk.ts'
import { loggingSlides } from '../../review/log/result.ts'
import { missingSlides, moveSlide, placeBesideLibrary, placeLikeOther } from '../../slides/places.ts'
import { copiesOf, isSameContent } from '../../slides/records.ts'
import { view } from '../view.ts'

type Services = Pick<Context, 'db' | 'pool' | 'events' | 'log'>

/**
 * Searches for slides that are not at their paths.
 * @param folders searched recursively if the likely places do not suffice
 * @param slideId limits the search to this slide
 * @throws DuctalError path/missing if a folder does not exist
 */
export async function relink(
  context: Services,
  { folders, slideId }: { folders: string[]; slideId?: number | undefined },
  signal: AbortSignal
): Promise<Relinked> {
  const roots = folders.map(folder => resolve(expandHome(folder.trim())))
  for (const root of roots) {
    const entry = statSync(root, { throwIfNoEntry: false })
    if (!entry) throw new DuctalError('path/missing', `The folder ${root} does not exist. Check the path.`)
    requireFolder(root, entry)
  }
  const search = new Search(
    context,
    missingSlides(context.db).filter(({ id }) => id === (slideId ?? id)),
    signal
  )
  for (const slide of [...search.missing]) {
    const path = placeBesideLibrary(context.db, slide.id)
    if (path !== undefined) await search.look(path)
    for (const copy of copiesOf(context.db, slide.id)) if (existsSync(copy)) await search.look(copy)
  }
  // By name first: slides are rarely renamed, and reading a name is faster than reading a file.
  for (const root of roots) await search.walk(root, (slide, name) => basename(slide.path) === name)
  for (const root of roots)
    await search.walk(
      root,
      (slide, name) => extname(slide.path).toLowerCase() === extname(name).toLowerCase()
    )
  return { found: search.found, missing: search.missing, searched: search.looked.size }
}

class Search {
  readonly found: Relinked['found'] = []
  readonly looked = new Set<string>()
  missing: Slide[]
  readonly #context: Services
  readonly #signal: AbortSignal

  constructor(context: Services, missing: Slide[], signal: AbortSignal) {
    this.#context = context
    this.missing = missing
    this.#signal = signal
  }

  /** Looks at everything below a folder that could be a missing slide. */
  async walk(folder: string, mayBe: (slide: Slide, name: string) => boolean): Promise<void> {
    if (this.missing.length === 0) return
    for await (const { path, name, directory } of walk(folder, this.#signal)) {
      const suspected = this.missing.some(
        slide => (slide.kind === 'patches') === directory && mayBe(slide, name)
      )
      if (suspected) await this.look(path)
      if (this.missing.length === 0) return
    }
  }

  /**
   * Checks whether a missing slide lies at a path, and if so, whether others moved the same way.
   */
  async look(path: string): Promise<void> {
    if (this.looked.has(path)) return
    this.looked.add(path)
    const facts = await this.#factsAt(path)
    const slide = facts && this.missing.find(slide => isSameContent(slide, facts))
    if (!slide) return
    this.missing = this.missing.filter(({ id }) => id !== slide.id)
    const move = { slideId: slide.id, from: slide.path, to: path }
    this.found.push(move)
    const { db, events } = this.#context
    events.emit({
      type: 'slide',
      slide: loggingSlides(db, [slide.id], () => moveSlide(db, slide.id, path))
    })
    for (const other of this.missing) {
      const likely = placeLikeOther(other.path, move)
      if (likely !== undefined) await this.look(likely)
    }
  }

  /** Undefined if there is no slide at the path. */
  async #factsAt(path: string): Promise<SlideFacts | undefined> {
    try {
      return await view(this.#context, 'open', { path }, this.#signal)
    } catch (error) {
      const failure = failureOf(error)
      if (failure.code === 'call/cancelled') throw error
      if (failure.code === 'internal') this.#context.log(`looking for slides at ${path}`, error)
      return undefined
    }
  }
}
