import type { DeletionCheck } from '../contract/models/evaluation.ts'
import { type Network, openEngine } from '../engine/engine.ts'
import { loadPatches } from './data/load.ts'
import { classOf, type PatchSet, patchBytes, patchEdge, patientNameOf, pixelsOf } from './data/patches.ts'
import { chosen } from './evaluate.ts'
import { type Random, randomOf, shuffled } from './random.ts'

export interface DeletionOptions {
  patches: string
  asked: Asked[]
  /**
   * Whether the networks share a recipe and each one is tested on patients left out of its
   * training.
   */
  leftOut: boolean
  seed: number
  /** Maximum number of true positives per network. */
  most: number
}

/** A network and the patients whose patches it is tested on. */
export interface Asked {
  /** A model's folder. */
  model: string
  /** Names of the patients; all patients if empty. */
  patients: string[]
}

/** Mean fall of a probability: where the explanation points, at random, and their ratio. */
export type Fall = DeletionCheck['mean']

/** deletion.json of a model folder. */
export interface Deletion extends DeletionCheck {
  model: string
  seed: number
}

const share = 0.1
const least = 1.5
const draws = 8
const glassLevel = 243

/**
 * Tests whether the map that explains a patch is meaningful: deleting the tenth of the pixels with
 * the most evidence must lower the probability of true positives more than deleting a random tenth.
 * Random tenths consist of the same blocks as the map. Throws the same errors as `evaluate`.
 */
export async function deletionOf(options: DeletionOptions): Promise<Omit<Deletion, 'model'>> {
  const { seed, leftOut } = options
  const set = await loadPatches(options.patches)
  const engine = await openEngine('cpu')
  const tally: Tally = { patches: 0, patients: new Set(), kind: 'attention', mean: [0, 0], glass: [0, 0] }
  for (const asked of options.asked) {
    const network = await engine.load(asked.model)
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

/** Pairs are sums of falls: for the strongest evidence, then the mean over the random draws. */
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
    const [probability = 0] = await network.predict(patch, 1)
    if (probability < network.spec.threshold) continue
    tally.patches++
    tally.patients.add(patientNameOf(set, index))
    const { kind, map } = await network.explain(patch)
    tally.kind = kind
    const blocks = blocksOf(map)
    const choices = [mostOf(blocks), ...Array.from({ length: draws }, () => someOf(blocks, random))]
    for (const fill of ['mean', 'glass'] as const) {
      const colour = fill === 'mean' ? meanColour(patch) : [glassLevel, glassLevel, glassLevel]
      const deleted = choices.map(pixels => without(patch, pixels, colour))
      const [attended = 0, ...others] = await network.predict(joined(deleted), deleted.length)
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

/** Groups neighbouring pixels of equal value into the network's steps: from 1×1 to whole rows. */
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

/**
 * Returns the longest block length that divides the edge so that every block has a single value.
 */
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
