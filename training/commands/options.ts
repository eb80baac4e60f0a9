import { resolve } from 'node:path'
import { flag, pick, text, texts } from '../../terminal/command.ts'
import { numberOf, textOf, usage, type Values } from '../../terminal/values.ts'
import { systemNames } from '../recipes/systems.ts'

/** Options of all training commands. */
const known = {
  system: text('NAME', systemNames.join(', ')),
  patches: text('DIR', 'patch folder in the published layout: PATIENT/CLASS/PATIENT_idx5_xX_yY_classC.png'),
  protocol: text(
    'P',
    'paper (random 50:50), patients (the data set’s own split), slides (some patients left out) or folds (K of N)'
  ),
  seed: text('N', 'seed of the split, the initial weights and all random draws; default: 1'),
  out: text('DIR', 'model folder to write; default: trained/SYSTEM-PROTOCOL-SEED'),
  resume: flag('continue from the checkpoint in --out, with the same result'),
  test: text(
    'A,B',
    'slides: patients to leave out; default: one suitable slide, chosen by the seed. search: patients it never sees'
  ),
  validation: text('A,B', 'slides: patients for choosing the threshold; default: none'),
  fold: text('K/N', 'folds: leave out the K-th of N groups of patients'),
  epochs: text('N', 'epochs, instead of the recipe’s'),
  rate: text('X', 'highest learning rate, instead of the recipe’s'),
  preset: text('paper', 'use the rate and optimizer of Table I; other options take precedence'),
  batch: text('N', 'patches per step'),
  decay: text('X', 'weight decay, multiplied by the rate'),
  smoothing: text('X', 'label smoothing: share of a label given to the other class'),
  averaging: text('X', 'decay of the running average of the weights; 0 turns averaging off'),
  stain: text('X', 'variation of stain and brightness; 0 turns it off'),
  blur: text('SIGMA', 'maximum blur in pixels; 0 turns it off'),
  jpeg: text('Q', 'lowest JPEG quality'),
  teacher: text('A,B', 'models whose probabilities make a part of each label'),
  share: text('X', 'with --teacher: their part of the label; default: 0.5'),
  dropout: text('X', 'share of units dropped before the last layer'),
  tokens: text(
    'T',
    'recurrent networks: pixel, row or N (blocks of N×N pixels); default: pixel, as in the paper'
  ),
  units: text('N', 'recurrent networks: recurrent units'),
  filters: text('A,B,C', 'conv-gru-attention: filters of its stem, then of each block'),
  candidates: text('N', 'number of recipes; the first is the system’s own; default: 16'),
  groups: text('N', 'groups of patients, each left out in turn to evaluate a recipe; default: 3'),
  source: text('TEXT', 'origin and licence of the patches, for the card'),
  release: text('X.Y.Z', 'version of the model; default: 1.0.0'),
  title: text('TEXT', 'title of the model; default: the system’s title'),
  model: text('NAME|DIR', 'a model in models/, or any model folder'),
  patients: text('A,B', 'only these patients'),
  scores: text('FILE', 'write every patch’s probability to this file, .csv or .parquet'),
  curves: text('DIR', 'write ROC, precision-recall and reliability curves to this new folder, as SVG'),
  force: flag('replace an existing file'),
  against: text('NAME|DIR', 'a second model, compared on the same patches: paired tests by patient'),
  json: flag('print one JSON document on stdout'),
  full: flag(
    'with --json: also intervals, figures by class, quality flags, padded and unreadable patches, and what is unusual'
  ),
  from: text(
    'DIR|NAME',
    'train: start from the weights of this model; results: take finished trainings from this folder first'
  ),
  judge: text(
    'DIR',
    'patch folder for comparing the new version with its parent; default: the patients left out'
  ),
  folds: text(
    'DIR,DIR|N',
    'trainings by the same recipe that left out other patients; train: cross-validate with N groups of patients'
  ),
  search: text('DIR', 'results: take the finished search in this folder first'),
  tuned: text('DIR', 'results: take the finished train --from in this folder first, as an example'),
  most: text('N', 'maximum number of patches; default: 200'),
  benchmark: flag(
    'next to the published figures, on the validation patients of the data set’s author (manifest.tsv)'
  ),
  keep: flag('write the result to the model folder, for its card and docs/results/'),
  fit: flag('refit and write the weights; the validation patients of manifest.tsv are left out and measured'),
  every: text('N', 'alter one patch in N; default: 10'),
  note: texts('TEXT', 'a sentence for the card; may be repeated')
}

export type OptionName = keyof typeof known

export const options = (...names: OptionName[]) => pick(known, names)

/** @throws usage */
export function folderOf(values: Values, name: string): string {
  const folder = textOf(values, name)
  if (!folder) throw usage(`--${name} is missing. Give a folder.`)
  return resolve(folder)
}

/** @throws usage */
export function positiveNumberOf(values: Values, name: string): number | undefined {
  const value = textOf(values, name)
  if (value === undefined) return undefined
  const number = Number(value)
  if (number > 0 && number < Number.POSITIVE_INFINITY) return number
  throw usage(`--${name} needs a positive number, not “${value}”.`)
}

/** A larger seed would be rounded or cut in the records and in the generators. */
const largestSeed = 2 ** 32 - 1

/** @throws usage */
export const seedOf = (values: Values): number =>
  numberOf(values, 'seed', { min: 0, max: largestSeed, whole: true }) ?? 1
