import { recurrentDefaults, type Tokenisation } from '../../../engine/models/recurrent.ts'
import { namesOf, numberOf, textOf, usage, type Values, wholeNumberOf } from '../../../terminal/values.ts'
import type { Augmentation } from '../../data/augment.ts'
import type { ProtocolName } from '../../data/protocol.ts'
import { stainOf } from '../../data/stain.ts'
import type { Recipe } from '../../recipes/recipe.ts'
import { recipeOf, type SystemName, systems } from '../../recipes/systems.ts'
import { type OptionName, positiveNumberOf } from '../options.ts'

/** Options of the terminal that change a recipe. */
export const recipeOptions = [
  'preset',
  'epochs',
  'rate',
  'batch',
  'decay',
  'smoothing',
  'averaging',
  'stain',
  'blur',
  'jpeg',
  'tokens',
  'units',
  'filters',
  'dropout'
] as const satisfies readonly OptionName[]

/**
 * Returns the given differences from the recipe of a system under a protocol.
 * @throws usage
 */
export function givenRecipe(values: Values, system: SystemName, protocol: ProtocolName): Partial<Recipe> {
  const given = {
    ...presetOf(values, system),
    ...present({
      epochs: wholeNumberOf(values, 'epochs'),
      rate: positiveNumberOf(values, 'rate'),
      batch: wholeNumberOf(values, 'batch', 1),
      weightDecay: numberOf(values, 'decay', { min: 0, max: 1 }),
      labelSmoothing: numberOf(values, 'smoothing', { min: 0, max: 0.5 }),
      averaging: numberOf(values, 'averaging', { min: 0, max: 0.9999 }),
      tokens: tokensOf(values, system),
      units: unitsOf(values, system),
      filters: filtersOf(values, system),
      dropout: dropoutOf(values, system)
    })
  }
  const varied = augmentationOf(values)
  if (Object.keys(varied).length === 0) return given
  return { ...given, augmentation: { ...recipeOf(system, protocol).augmentation, ...varied } }
}

/** Converts a recipe to options; the inverse of `givenRecipe`. */
export function argumentsOf(recipe: Partial<Recipe>): string[] {
  const { augmentation, tokens } = recipe
  const words: Record<(typeof recipeOptions)[number], string | number | undefined> = {
    preset: undefined,
    epochs: recipe.epochs,
    rate: recipe.rate,
    batch: recipe.batch,
    decay: recipe.weightDecay,
    smoothing: recipe.labelSmoothing,
    averaging: recipe.averaging,
    stain: augmentation && (augmentation.stain?.amount ?? 0),
    blur: augmentation?.blur?.sigma,
    jpeg: augmentation?.jpeg?.quality,
    tokens: typeof tokens === 'object' ? tokens.block : tokens,
    units: recipe.units,
    filters: recipe.filters?.join(','),
    dropout: recipe.dropout
  }
  return Object.entries(words).flatMap(([name, word]) => (word === undefined ? [] : [`--${name}`, `${word}`]))
}

function augmentationOf(values: Values): Partial<Augmentation> {
  const stain = numberOf(values, 'stain', { min: 0, max: 0.9 })
  const sigma = numberOf(values, 'blur', { min: 0, max: 5 })
  const quality = numberOf(values, 'jpeg', { min: 1, max: 100 })
  return {
    ...(stain === undefined ? {} : { stain: stainOf(stain) }),
    ...(sigma ? { blur: { sigma } } : {}),
    ...(quality === undefined ? {} : { jpeg: { quality } })
  }
}

/**
 * Returns Table I's rate and optimizer if --preset requests them.
 * @throws usage
 */
function presetOf(values: Values, system: SystemName): Partial<Recipe> {
  const preset = textOf(values, 'preset')
  if (preset === undefined) return {}
  if (preset !== 'paper') throw usage(`--preset must be paper, not “${preset}”.`)
  const { rate, optimizer } = systems[system].paper
  return { rate, optimizer }
}

/**
 * Blocks must divide a patch evenly, and only recurrent networks read a sequence.
 * @throws usage
 */
function tokensOf(values: Values, system: SystemName): Tokenisation | undefined {
  const value = textOf(values, 'tokens')
  if (value === undefined) return undefined
  expectSequence(system, '--tokens')
  if (value === 'pixel' || value === 'row') return value
  const block = Number(value)
  if (!Number.isInteger(block) || block < 1 || recurrentDefaults.patch % block !== 0)
    throw usage(`--tokens must be pixel, row or a divisor of ${recurrentDefaults.patch}, not ${value}.`)
  return { block }
}

/** @throws usage */
function unitsOf(values: Values, system: SystemName): number | undefined {
  const units = wholeNumberOf(values, 'units', 1)
  if (units !== undefined) expectSequence(system, '--units')
  return units
}

/** @throws usage */
function filtersOf(values: Values, system: SystemName): number[] | undefined {
  const words = namesOf(values, 'filters')
  if (words.length === 0) return undefined
  if (system !== 'conv-gru-attention')
    throw usage(`--filters works only with conv-gru-attention, not with ${system}.`)
  const filters = words.map(Number)
  if (filters.length > 1 && filters.every(count => Number.isInteger(count) && count > 0)) return filters
  throw usage(`--filters needs two or more whole numbers, not “${words.join(',')}”.`)
}

function expectSequence(system: SystemName, option: string): void {
  if (systems[system].needs !== 'recurrence')
    throw usage(`${option} works only with recurrent networks, and ${system} is not one.`)
}

/** @throws usage */
function dropoutOf(values: Values, system: SystemName): number | undefined {
  const dropout = numberOf(values, 'dropout', { min: 0, max: 0.95 })
  if (dropout !== undefined && !systems[system].drops)
    throw usage(`--dropout works only with networks that use dropout, and ${system} does not.`)
  return dropout
}

const present = <T extends object>(given: T) =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
