import { type Network, openEngine } from '../engine/engine.ts'
import { loadPatches } from './data/load.ts'
import { classOf, type PatchSet, patchBytes, patchEdge, patientNameOf, pixelsOf } from './data/patches.ts'
import { chosen, named } from './evaluate.ts'
import { type Random, randomOf, shuffled } from './random.ts'

export interface DeletionOptions {
  patches: string
  asked: Asked[]
  /** Whether these are networks of the same recipe, each asked about patients whom it was trained without. */
  leftOut: boolean
  seed: number
  /** At most so many true positives of each network. */
  most: number
}

/** A network, and whose patches it is asked about. */
export interface Asked {
  /** A model's folder. */
  model: string
  /** Only these; all when empty. */
  patients: string[]
}

/** By how much a probability falls, on average. */
export interface Fall {
  /** Where the pixels that speak most for the positive class are deleted. */
  attended: number
  /** Where as many are deleted at random. */
  random: number
  /** The first in terms of the second; null where deleting at random lowers nothing. */
  ratio: number | null
}

export interface Deletion {
  model: string
  kind: 'attention' | 'occlusion'
  seed: number
  /** True positives that were looked at. */
  patches: number
  /** Whose they are. */
  patients: string[]
  /** As the options say. */
  leftOut: boolean
  /** Share of a patch's pixels that were deleted. */
  share: number
  /** Deleted pixels take the patch's mean colour, as if what they show were smeared over it. */
  mean: Fall
  /** Deleted pixels become empty glass, which by itself is strange to a network. */
  glass: Fall
  /** Whether the mean colour takes at least 1.5 times as much from the probability where it matters as at random. */
  holds: boolean
}

const share = 0.1
const least = 1.5
const draws = 8
const glassLevel = 243

/**
 * Whether the map that explains a patch says something: deleting the tenth of the pixels that it points at must lower the
 * probability of true positives more than deleting another tenth. Random tenths are made of the same blocks as the map.
 * Throws as `evaluate`.
 */
export async function deletionOf(options: DeletionOptions): Promise<Omit<Deletion, 'model'>> {
  const { seed, leftOut } = options
  const set = await loadPatches(options.patches)
  const engine = await named(() => openEngine('cpu'))
  const tally: Tally = { patches: 0, patients: new Set(), kind: 'attention', mean: [0, 0], glass: [0, 0] }
  for (const asked of options.asked) {
    const network = await named(() => engine.load(asked.model))
    try {
      await deleteFrom(network, set, asked.patients, options, tally)
    } finally {
      network.dispose()
    }
  }
  const { patches, patients, kind } = tally
  const [mean, glass] = [fallOf(tally.mean, patches), fallOf(tally.glass, patches)]
  const holds = mean.attended > 0 && mean.attended >= least * mean.random
  return { kind, seed, patches, patients: [...patients].sort(), leftOut, share, mean, glass, holds }
}

/** Falls are sums: of what is pointed at, and of the means over what is drawn. */
interface Tally {
  patches: number
  patients: Set<string>
  kind: Deletion['kind']
  mean: [number, number]
  glass: [number, number]
}

async function deleteFrom(
  network: Network,
  set: PatchSet,
  patients: string[],
  { seed, most }: DeletionOptions,
  tally: Tally
): Promise<void> {
  const random = randomOf(seed, 'deletion')
  const last = tally.patches + most
  for (const index of shuffled([...chosen(set, patients)], random)) {
    if (tally.patches === last) break
    if (classOf(set, index) !== 1) continue
    const patch = Uint8Array.from(pixelsOf(set, index))
    const [probability = 0] = await named(() => network.predict(patch, 1))
    if (probability < network.spec.threshold) continue
    tally.patches++
    tally.patients.add(patientNameOf(set, index))
    const { kind, map } = await named(() => network.explain(patch))
    tally.kind = kind
    const blocks = blocksOf(map)
    const choices = [mostOf(blocks), ...Array.from({ length: draws }, () => someOf(blocks, random))]
    for (const fill of ['mean', 'glass'] as const) {
      const colour = fill === 'mean' ? meanColour(patch) : [glassLevel, glassLevel, glassLevel]
      const deleted = choices.map(pixels => without(patch, pixels, colour))
      const [attended = 0, ...others] = await named(() => network.predict(joined(deleted), deleted.length))
      tally[fill][0] += probability - attended
      tally[fill][1] += probability - others.reduce((sum, other) => sum + other, 0) / draws
    }
  }
}

function fallOf([attended, random]: [number, number], patches: number): Fall {
  const of = { attended: attended / Math.max(1, patches), random: random / Math.max(1, patches) }
  return { ...of, ratio: of.random > 0 ? of.attended / of.random : null }
}

interface Block {
  value: number
  pixels: number[]
}

/** Neighbouring pixels of one value, as a network's steps are: from 1×1 to whole rows. */
function blocksOf(map: Float32Array): Block[] {
  const height = runLength(place => map[place * patchEdge] as number)
  const width = runLength(place => map[place] as number)
  const blocks: Block[] = []
  for (let top = 0; top < patchEdge; top += height)
    for (let left = 0; left < patchEdge; left += width) {
      const pixels: number[] = []
      for (let y = top; y < top + height; y++)
        for (let x = left; x < left + width; x++) pixels.push(y * patchEdge + x)
      blocks.push({ value: map[top * patchEdge + left] as number, pixels })
    }
  return blocks
}

/** The largest block that divides the edge and is all of one value along it. */
function runLength(at: (place: number) => number): number {
  const lengths = [50, 25, 10, 5, 2]
  const fits = (length: number) =>
    Array.from({ length: patchEdge }, (_, place) => at(place) === at(place - (place % length))).every(Boolean)
  return lengths.find(fits) ?? 1
}

const countOf = (blocks: Block[]) => Math.round(share * blocks.length)
const pixelsIn = (blocks: Block[]) => blocks.flatMap(({ pixels }) => pixels)

const mostOf = (blocks: Block[]) =>
  pixelsIn([...blocks].sort((a, b) => b.value - a.value).slice(0, countOf(blocks)))

const someOf = (blocks: Block[], random: Random) =>
  pixelsIn(shuffled(blocks, random).slice(0, countOf(blocks)))

function without(patch: Uint8Array, pixels: number[], colour: number[]): Uint8Array {
  const copy = Uint8Array.from(patch)
  for (const pixel of pixels) copy.set(colour, pixel * 3)
  return copy
}

function meanColour(patch: Uint8Array): number[] {
  const sums = [0, 0, 0]
  patch.forEach((level, i) => {
    sums[i % 3] = (sums[i % 3] as number) + level
  })
  return sums.map(sum => Math.round((sum * 3) / patchBytes))
}

function joined(patches: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(patches.length * patchBytes)
  patches.forEach((patch, place) => {
    all.set(patch, place * patchBytes)
  })
  return all
}
