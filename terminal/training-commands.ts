/**
 * Summaries of the training commands. They load TensorFlow, which the rest of the terminal need
 * not, so scripts/ductal.ts starts them apart and the help lists them from here.
 */
export const trainingSummaries = {
  train: 'Train a network on a patch folder and write its model folder.',
  search: 'Search a training recipe by successive halving, on validation patients only.',
  evaluate: 'Evaluate a model on a patch folder with one or more patients.',
  results: 'Rebuild the tables and figures in docs/results/ from the runs stored there.',
  card: 'Rewrite a model card, with trainings that left one slide out each, and with notes.',
  field: 'Add slide calibration to a model, fitted on trainings that left one slide out each.',
  surroundings: 'Adjust a model’s patches by their neighbours, fitted on its validation patients.',
  temperature: 'Calibrate a model with a temperature, fitted on its validation patients.',
  quality: 'Evaluate the quality check on normal patches and on altered copies of them; --fit refits it.',
  deletion:
    'Test a model’s explanations: delete the pixels they highlight, and random pixels, from true positives.',
  convert: 'Write a model as ONNX, with the preparation of its pixels.'
} as const
