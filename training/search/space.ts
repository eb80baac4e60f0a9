import type { Tokenisation } from '../../engine/models/recurrent.ts'
import { between, integer, type Random, randomOf } from '../../evaluation/random.ts'
import type { Augmentation } from '../data/augment.ts'
import { stainOf } from '../data/stain.ts'
import type { Recipe } from '../recipes/recipe.ts'
import { type SystemName, systems } from '../recipes/systems.ts'

/** How each value of a recipe is drawn. */
const draws: { [K in keyof Recipe]?: (random: Random) => Recipe[K] } = {
  rate: random => logarithmic(random, 0.0002, 0.01),
  batch: random => oneOf(random, [32, 64, 128]),
  weightDecay: random => logarithmic(random, 0.0001, 0.1),
  labelSmoothing: random => oneOf(random, [0, 0.02, 0.05, 0.1]),
  averaging: random => oneOf(random, [0, 0.95, 0.98, 0.99]),
  augmentation: drawAugmentation,
  units: random => oneOf(random, [16, 32, 48, 64]),
  tokens: random => oneOf<Tokenisation>(random, [{ block: 2 }, { block: 5 }, { block: 10 }, 'row']),
  dropout: random => oneOf(random, [0, 0.2, 0.35, 0.5])
}

/**
 * Returns a candidate as its differences from the system's recipe. The first candidate is that
 * recipe itself. Each value has its own random generator, so that fixing one value changes no
 * other. Networks without a sequence have neither units nor tokens, and the ResNets have no
 * dropout.
 */
export function candidateOf(
  system: SystemName,
  seed: number,
  candidate: number,
  given: Partial<Recipe>
): Partial<Recipe> {
  if (candidate === 0) return given
  const drawn = Object.entries(draws)
    .filter(([name]) => allows(system, name))
    .map(([name, draw]) => [name, draw(randomOf('search', seed, candidate, name))])
  return { ...Object.fromEntries(drawn), ...given }
}

function allows(system: SystemName, name: string): boolean {
  if (name === 'units' || name === 'tokens') return systems[system].needs === 'recurrence'
  return name !== 'dropout' || systems[system].drops
}

function drawAugmentation(random: Random): Augmentation {
  const stain = stainOf(oneOf(random, [0, 0.1, 0.2, 0.3]))
  const sigma = oneOf(random, [0, 0.5, 1])
  const quality = oneOf(random, [0, 40, 70])
  return {
    turns: true,
    stain,
    ...(sigma > 0 ? { blur: { sigma } } : {}),
    ...(quality > 0 ? { jpeg: { quality } } : {})
  }
}

const oneOf = <T>(random: Random, values: readonly T[]): T => values[integer(random, values.length)] as T

/** Log-uniform, rounded to two digits so that a command line can state the value exactly. */
const logarithmic = (random: Random, from: number, to: number): number =>
  Number(Math.exp(between(random, Math.log(from), Math.log(to))).toPrecision(2))
