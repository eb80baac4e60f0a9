/**
 * Training commands, which the checkout's terminal (scripts/ductal.ts) runs itself; help lists them
 * with the others.
 */
export const elsewhere = [
  { name: 'train', summary: 'Trains a network from a folder of patches and writes its model folder.' },
  {
    name: 'search',
    summary: 'Searches a recipe for a network by successive halving, on validation only.'
  },
  { name: 'evaluate', summary: 'Judges a model on a folder of patches, of one patient or many.' },
  {
    name: 'results',
    summary: 'Rebuilds docs/results/: tables and figures from the runs that are there.'
  },
  {
    name: 'card',
    summary: 'Writes a model’s card anew, with trainings that left one slide out each, and with notes.'
  },
  {
    name: 'field',
    summary: 'Has a model judge whole slides, calibrated on trainings that left one slide out each.'
  },
  {
    name: 'temperature',
    summary: 'Calibrates a model by a temperature, fitted on its validation patients.'
  },
  {
    name: 'gate',
    summary:
      'Judges the gate for unfit patches on a folder of fit ones and on what is made of them; --fit fits it anew.'
  },
  {
    name: 'deletion',
    summary:
      'Checks what a model’s explanations point at: deletes it, and as much at random, from true positives.'
  }
] as const
