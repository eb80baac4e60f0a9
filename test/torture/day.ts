/** The actions of a day of reviewing, and what the program acknowledged of them. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ErrorCode, failureOf } from '../../contract/errors.ts'
import type { Client } from '../../contract/transport/client.ts'
import type { Random } from '../support/random.ts'
import type { Found } from './found.ts'
import { reviewers, runId, slideId, slideSize } from './subject.ts'

/** A change that the program said is saved. */
export interface Acknowledged {
  what: string
  /** Whether it is in what was found later. */
  holds(found: Found): boolean
}

/** What the tabs of a day have in common. */
export class Day {
  readonly acknowledged: Acknowledged[] = []
  /** How often each refusal came. */
  readonly refused = new Map<string, number>()
  /** Refusals that should not have come. */
  readonly wrong: string[] = []
  readonly folder: string
  readonly out: string
  #number = 0

  /**
   * @param folder for files that are imported
   * @param out folder in which the program may save
   */
  constructor(folder: string, out: string) {
    this.folder = folder
    this.out = out
  }

  /** A number that no other action of the day has. */
  next(): number {
    return ++this.#number
  }

  refuse(error: unknown, allowed: ReadonlySet<string>): string {
    const { code, message } = failureOf(error)
    this.refused.set(code, (this.refused.get(code) ?? 0) + 1)
    if (!allowed.has(code)) this.wrong.push(`${code}: ${code === 'internal' ? String(error) : message}`)
    else if (!/^[^\n]+\.$/.test(message)) this.wrong.push(`${code} has no sentence: ${message}`)
    return code
  }
}

/** One browser tab with its reviewer's habits. */
export class Tab {
  readonly client: Client
  readonly #day: Day
  readonly #random: Random
  readonly #regions: string[] = []
  readonly #number: number
  #reviewer: string | undefined

  constructor(client: Client, day: Day, random: Random, number: number) {
    this.client = client
    this.#day = day
    this.#random = random
    this.#number = number
  }

  /**
   * Does things until the program is gone or `until` says so.
   * @param allowed codes of refusals that may come
   * @param onAnswer called after each acknowledged action
   */
  async work(allowed: ReadonlySet<string>, until: () => boolean, onAnswer: () => void): Promise<void> {
    let next: Act | undefined = client => this.#choose(client)
    while (!until()) {
      const act = next ?? this.#random.of(acts)
      next = undefined
      try {
        const answered = await act(this.client, this.#tools)
        if (answered) {
          this.#day.acknowledged.push(answered)
          onAnswer()
        }
      } catch (error) {
        if (failureOf(error).code === 'door/closed') return
        const code = this.#day.refuse(error, allowed)
        // Everything else would be refused, too.
        if (code === 'review/signed') next = reopen
      }
    }
  }

  /** Each tab has a reviewer of its own, whose name its actions must bear. */
  async #choose(client: Client): Promise<undefined> {
    const index = this.#number % reviewers.length
    const { name } = await client.call('reviewers.choose', { reviewerId: index + 1 })
    this.#reviewer = name
    if (name !== reviewers[index]) this.#day.wrong.push(`reviewer ${index + 1} is ${name}`)
  }

  get #tools(): Tools {
    const [day, regions, random] = [this.#day, this.#regions, this.#random]
    const by = this.#reviewer === undefined ? '' : `"name":"${this.#reviewer}"`
    return {
      ...{ day, regions, random, number: this.#number },
      unique: () => `tab${this.#number}-${day.next()}`,
      logged: (what, kind, sequence) => ({
        what: `${what} (entry ${sequence})`,
        holds: ({ entries }) => isBy(entries.get(sequence) ?? '', kind, by)
      }),
      mentioned: (what, kind, text) => ({
        what: `${what} ${text}`,
        holds: ({ entries }) =>
          [...entries.values()].some(entry => isBy(entry, kind, by) && entry.includes(text))
      })
    }
  }
}

interface Tools {
  /** Number of the tab. */
  number: number
  random: Random
  /** Ids of regions known to exist. */
  regions: string[]
  day: Day
  /** A text that no other action has. */
  unique(): string
  /** The log has this entry, of this kind and by this tab's reviewer. */
  logged(what: string, kind: string, sequence: number): Acknowledged
  /** The log has an entry of this kind, by this tab's reviewer, that contains the text. */
  mentioned(what: string, kind: string, text: string): Acknowledged
}

/** Does something; returns what must now be found, or undefined if the action changes nothing. */
type Act = (client: Client, tools: Tools) => Promise<Acknowledged | undefined>

/** Refusals that belong to any day. */
export const usualRefusals: readonly ErrorCode[] = [
  'review/nothing-to-undo',
  'review/signed',
  'review/not-signed',
  'region/unknown',
  'region/bad-geometry',
  'region/not-positive',
  'review/unknown'
]

const isBy = (entry: string, kind: string, by: string) =>
  entry.includes(`"kind":"${kind}"`) && entry.includes(by)

/** A UUID from the day's own random numbers. */
const uuid = (random: Random): string => {
  const hex = Array.from({ length: 32 }, () => random.below(16).toString(16)).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
}

const label: Act = async (client, { random, logged }) => {
  const spans = [random.below(16), random.below(24), 1 + random.below(8)]
  const label = random.of(['positive', 'negative', 'unsure', null] as const)
  const { review, changed } = await client.call('review.label', { runId, label, spans })
  return changed === 0 ? undefined : logged('labels', 'label', review.sequence)
}

const addRegion: Act = async (client, { random, regions, unique, mentioned }) => {
  const id = uuid(random)
  const [x, y] = [100 + random.below(slideSize.width - 700), 100 + random.below(slideSize.height - 700)]
  const ring = [x, y, x + 500, y + 20, x + 480, y + 510, x + 200 + random.below(100), y + 600]
  const region = random.of([
    { kind: 'polygon', geometry: { type: 'area', parts: [[ring]] } },
    { kind: 'ellipse', geometry: { type: 'ellipse', x, y, radiusX: 90, radiusY: 40, angle: 1 } },
    { kind: 'line', geometry: { type: 'line', points: [x, y, x + 300, y + 100] } },
    { kind: 'point', geometry: { type: 'point', x, y } }
  ] as const)
  await client.call('regions.add', {
    runId,
    regions: [{ id, name: unique(), ...structuredClone(region) } as never]
  })
  regions.push(id)
  return mentioned('region', 'regions.add', id)
}

const noteRegion: Act = async (client, { random, regions, unique, mentioned }) => {
  if (regions.length === 0) return undefined
  const note = unique()
  await client.call('regions.update', { runId, regionIds: [random.of(regions)], change: { note } })
  return mentioned('note', 'regions.update', `"${note}"`)
}

const removeRegion: Act = async (client, { regions, mentioned }) => {
  const id = regions.pop()
  if (id === undefined) return undefined
  await client.call('regions.remove', { runId, regionIds: [id] })
  return mentioned('removal of region', 'regions.remove', id)
}

const comment: Act = async (client, { unique, mentioned }) => {
  const text = unique()
  await client.call('review.comment', { runId, text })
  return mentioned('comment', 'comment', `"${text}"`)
}

const undo: Act = async (client, { logged }) => {
  const { sequence } = await client.call('review.undo', { runId })
  return logged('undo', 'undo', sequence)
}

const redo: Act = async (client, { logged }) => {
  const { sequence } = await client.call('review.redo', { runId })
  return logged('redo', 'redo', sequence)
}

const threshold: Act = async (client, { random, logged }) => {
  const action = { kind: 'threshold' as const, threshold: random.below(1_000_000) / 1_000_000 }
  const { sequence } = await client.call('review.act', { runId, action })
  return logged('threshold', 'threshold', sequence)
}

const sign: Act = async (client, { unique, logged }) => {
  const { sequence } = await client.call('review.sign', { runId, meaning: unique() })
  return logged('signature', 'sign', sequence)
}

const reopen: Act = async (client, { unique, logged }) => {
  const { sequence } = await client.call('review.reopen', { runId, reason: unique() })
  return logged('reopening', 'reopen', sequence)
}

/**
 * Tabs of odd numbers write the slide's notes, others its tags, so that neither overwrites what the
 * other wrote.
 */
const describe: Act = async (client, { day, number }) => {
  const value = day.next()
  const field = number % 2 === 1 ? 'notes' : 'tags'
  await client.call('library.describe', {
    slideId,
    ...(field === 'notes' ? { notes: `note ${value}` } : { tags: [`tag ${value}`] })
  })
  return {
    what: `${field} of the slide (${value})`,
    // A later value may have been saved without an answer.
    holds: found => Number(/\d+$/.exec(found[field])?.[0] ?? 0) >= value
  }
}

const importRegions: Act = async (client, { random, day, unique, mentioned }) => {
  const id = uuid(random)
  const [x, y] = [random.below(slideSize.width - 200), random.below(slideSize.height - 200)]
  const ring = [
    [x, y],
    [x + 150, y + 10],
    [x + 120, y + 160],
    [x, y]
  ]
  const feature = {
    type: 'Feature',
    id,
    geometry: { type: 'Polygon', coordinates: [ring] },
    properties: { objectType: 'annotation', name: unique() }
  }
  const path = join(day.folder, `${id}.geojson`)
  writeFileSync(path, JSON.stringify({ type: 'FeatureCollection', features: [feature] }))
  await client.call('regions.import', { runId, path })
  return mentioned('imported region', 'regions.import', id)
}

/** The file that the program says it wrote is there, whole. */
const written = (path: string, bytes: number): Acknowledged => ({
  what: `file ${path}`,
  holds: ({ sizes }) => sizes.get(path) === bytes
})

const exportRun: Act = async (client, { random, unique }) => {
  const format = random.of(['csv', 'json', 'geojson', 'geojson.gz', 'png'])
  const to = { name: `${unique()}.${format}` }
  const { path, bytes } = await client.call('runs.export', { runId, format, to })
  return written(path, bytes)
}

const report: Act = async (client, { random, unique }) => {
  const format = random.of(['csv', 'json', 'geojson', 'html', 'pdf'])
  const to = { name: `${unique()}.${format}` }
  const { path, bytes } = await client.call('runs.report', { runId, format, to, pictures: 0 })
  return written(path, bytes)
}

/** Replaces the same file again and again; what counts is that it is whole. */
const replace: Act = async client => {
  const to = { name: 'again.json', overwrite: true }
  await client.call('runs.report', { runId, format: 'json', to, pictures: 0 })
  return undefined
}

const often = <T>(times: number, value: T): T[] => Array.from({ length: times }, () => value)

const acts: readonly Act[] = [
  ...often(6, label),
  ...often(4, addRegion),
  ...often(3, noteRegion),
  ...often(1, removeRegion),
  ...often(3, comment),
  ...often(3, undo),
  ...often(2, redo),
  ...often(2, threshold),
  ...often(1, sign),
  ...often(1, reopen),
  ...often(1, describe),
  ...often(2, importRegions),
  ...often(1, exportRun),
  ...often(1, report),
  ...often(1, replace)
]
