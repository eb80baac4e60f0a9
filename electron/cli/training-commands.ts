/**
 * Training commands, which the checkout's terminal (scripts/ductal.ts) runs itself; help lists them
 * with the others.
 */
export const elsewhere = [
  { name: 'train', summary: 'Train a network on a patch folder and write its model folder.' },
  {
    name: 'search',
    summary: 'Search a training recipe by successive halving, on validation patients only.'
  },
  { name: 'evaluate', summary: 'Evaluate a model on a patch folder with one or more patients.' },
  {
    name: 'results',
    summary: 'Rebuild the tables and figures in docs/results/ from the runs stored there.'
  },
  {
    name: 'card',
    summary: 'Rewrite a model card, with trainings that left one slide out each, and with notes.'
  },
  {
    name: 'field',
    summary: 'Add slide calibration to a model, fitted on trainings that left one slide out each.'
  },
  {
    name: 'temperature',
    summary: 'Calibrate a model with a temperature, fitted on its validation patients.'
  },
  {
    name: 'gate',
    summary: 'Evaluate the quality check on normal patches and on altered copies of them; --fit refits it.'
  },
  {
    name: 'deletion',
    summary:
      'Test a model’s explanations: delete the pixels they highlight, and random pixels, from true positives.'
  }
] as const
