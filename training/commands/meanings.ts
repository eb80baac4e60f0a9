import { systemNames } from '../recipes/systems.ts'

/** What each option means, for all commands. */
export const meanings: Record<string, string> = {
  system: `NAME     ${systemNames.join(', ')}`,
  patches: 'DIR     patch folder in the published layout: PATIENT/CLASS/PATIENT_idx5_xX_yY_classC.png',
  protocol:
    'P      paper (random 50:50), patients (the data set’s own split), slides (some patients left out) or folds (K of N)',
  seed: 'N          seed of the split, the initial weights and all random draws; default: 1',
  out: 'DIR         model folder to write; default: trained/SYSTEM-PROTOCOL-SEED',
  resume: '         continue from the checkpoint in --out, with the same result',
  test: 'A,B        slides: patients to leave out; default: one suitable slide, chosen by the seed. search: patients it never sees',
  validation: 'A,B  slides: patients for choosing the threshold; default: none',
  fold: 'K/N        folds: leave out the K-th of N groups of patients',
  epochs: 'N        epochs, instead of the recipe’s',
  rate: 'X          highest learning rate, instead of the recipe’s',
  preset: 'paper    use the rate and optimizer of Table I; other options take precedence',
  batch: 'N         patches per step',
  decay: 'X         weight decay, multiplied by the rate',
  smoothing: 'X     label smoothing: share of a label given to the other class',
  averaging: 'X     decay of the running average of the weights; 0 turns averaging off',
  stain: 'X         variation of stain and brightness; 0 turns it off',
  blur: 'SIGMA      maximum blur in pixels; 0 turns it off',
  jpeg: 'Q          lowest JPEG quality',
  dropout: 'X       share of units dropped before the last layer',
  tokens:
    'T        recurrent networks: pixel, row or N (blocks of N×N pixels); default: pixel, as in the paper',
  units: 'N         recurrent networks: recurrent units',
  candidates: 'N    number of recipes; the first is the system’s own; default: 16',
  groups: 'N        groups of patients, each left out in turn to evaluate a recipe; default: 3',
  source: 'TEXT     origin and licence of the patches, for the card',
  title: 'TEXT      title of the model; default: the system’s title',
  model: 'NAME|DIR  a model in models/, or any model folder',
  patients: 'A,B    only these patients',
  json: '           print one JSON document on stdout',
  full: '           with --json: also intervals, figures by class, quality flags, padded patches and unreadable files',
  from: 'DIR|NAME   train: start from the weights of this model; results: take finished trainings from this folder first',
  judge:
    'DIR       patch folder for comparing the new version with its parent; default: the patients left out',
  folds: 'DIR,DIR   trainings by the same recipe that left out other patients',
  search: 'DIR      results: take the finished search in this folder first',
  tuned: 'DIR       results: take the finished train --from in this folder first, as an example',
  most: 'N         maximum number of patches; default: 200',
  keep: '           write the result to the model folder, for its card and docs/results/',
  fit: '            refit and write the weights; the rates then come from patients left out',
  every: 'N        alter one patch in N; default: 6',
  note: 'TEXT       a sentence for the card; may be repeated'
}
