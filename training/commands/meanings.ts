import { systemNames } from '../recipes/systems.ts'

/** What each option means, for all commands. */
export const meanings: Record<string, string> = {
  system: `NAME     ${systemNames.join(', ')}`,
  patches: 'DIR     a folder in the published layout: PATIENT/CLASS/PATIENT_idx5_xX_yY_classC.png',
  protocol:
    'P      paper (random 50:50), patients (the data set’s own split), slides (some patients left out) or folds',
  seed: 'N          of the split, the first weights and all that is drawn; without it 1',
  out: 'DIR         the model’s folder; without it trained/SYSTEM-PROTOCOL-SEED',
  resume: '         goes on from the checkpoint in --out, to the same end',
  test: 'A,B        slides: who is left out; without it one slide that is judgeable, by the seed. search: whom it never sees',
  validation: 'A,B  slides: on whom the threshold is chosen; without it nobody',
  fold: 'K/N        folds: the K-th of N groups of patients is left out',
  epochs: 'N        in place of the recipe’s',
  rate: 'X          highest learning rate, in place of the recipe’s',
  preset: 'paper    the rate and the optimizer of Table I; other options come before it',
  batch: 'N         patches a step',
  decay: 'X         weight decay, times the rate',
  smoothing: 'X     share of a label that goes to the other class',
  averaging: 'X     decay of the running average of the weights; 0 keeps the weights themselves',
  stain: 'X         how much stain and brightness vary; 0 leaves them',
  blur: 'SIGMA      up to how many pixels a patch is blurred; 0 leaves it sharp',
  jpeg: 'Q          down to which quality a patch is compressed',
  dropout: 'X       share of the units before the last layer that is dropped in training',
  tokens:
    'T        recurrent networks: pixel, row or N (blocks of N×N pixels); without it pixel, as in the paper',
  units: 'N         recurrent networks: units of the recurrence',
  candidates: 'N    recipes that are drawn; the first is the system’s own; without it 16',
  groups: 'N        groups of patients, each left out in turn to judge a recipe; without it 3',
  source: 'TEXT     what the patches are, and their licence, for the card',
  title: 'TEXT      how the model is called where people read; absent: as its system',
  model: 'NAME|DIR  a model of models/, or any model’s folder',
  patients: 'A,B    only these',
  json: '           one JSON document on stdout',
  full: '           with --json: also intervals, figures by class, the gate, what was padded and what was broken',
  from: 'DIR|NAME   train: the model whose weights it begins with, by name or folder; results: a folder of trainings that have ended, which are taken first',
  judge:
    'DIR       a folder of patches, on whose patients the new version is compared with its parent; without it those left out',
  folds: 'DIR,DIR   trainings by the same recipe that left others out',
  search: 'DIR      results: the --out of a search that has ended, which is taken first',
  tuned: 'DIR       results: the --out of a train --from, which is taken first, as an example',
  most: 'N         at most so many patches; without it 200',
  keep: '           writes the result into the model’s folder, for its card and docs/results/',
  fit: '            fits anew and writes the weights; the rates are then of patients that were left out',
  every: 'N        of what is made of the patches: of one patch in N; without it 6',
  note: 'TEXT       a sentence for the card; may be given several times'
}
