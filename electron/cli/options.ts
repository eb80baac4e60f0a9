import { overrulableCodes } from '../../contract/errors.ts'
import { engineChoices } from '../../contract/runs/engine.ts'
import { flag, pick, text, texts } from '../../terminal/command.ts'
import { usage } from '../../terminal/values.ts'

const engines = new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(engineChoices)

/** Options of all commands. */
const known = {
  model: text('NAME', 'model; default: the default model (“models” lists all)'),
  engine: text('ENGINE', `${engines}; auto selects the fastest available`),
  stride: text('PX', 'distance between patches in pixels at the model’s scale; default: no overlap'),
  threshold: text(
    'P',
    'probability (0–1) at or above which a patch is marked, or “screening” for the model’s more sensitive threshold; default: the model’s threshold'
  ),
  mpp: text('UM', 'µm per pixel, instead of the value in the slide files'),
  tissue: text('T', 'minimum tissue score (0–255); default: Ductal suggests one'),
  data: text('DIR', 'data folder; default: DUCTAL_DATA, or else this user’s data folder'),
  json: flag('print one JSON document on stdout'),
  all: flag('every analysis, the same as without RUN'),
  rebuild: flag('rebuild the state of the review from the review log, if the log is intact'),
  format: text('FORMAT', 'one of the formats above'),
  out: text('FILE', 'file to write, with the extension of its format'),
  force: flag('replace an existing file'),
  pictures: text('N', 'pictures of the N largest regions only; default: all'),
  patient: text('NAME', 'name of the patient’s folder; default: the slide’s name'),
  reviewer: text('NAME', 'reviewer who is recorded with the import or the overruling'),
  overrule: texts(
    'CODE',
    `refusal to overrule, if you know that the slides are H&E: ${overrulableCodes.join(', ')}; needs --reviewer`
  ),
  architecture: text('NAME', 'one network, such as cnn or gru-attention; default: all'),
  name: text('NAME', 'for a model without spec.json: its name in Ductal'),
  title: text('TEXT', 'for a model without spec.json: its title'),
  classes: text('A,B', 'for a model without spec.json: its classes, in the order of its outputs'),
  positive: text('1|2', 'for a model without spec.json: which output means IDC; default: 2'),
  levels: text(
    'RANGE',
    'for a model without spec.json: pixel values it was trained on, 0-255, 0-1, -1-1 or imagenet; default: 0-255 if the network scales them itself, else 0-1'
  ),
  mean: text('R,G,B', 'for a model without spec.json: instead of --levels, what to subtract from 0-255'),
  deviation: text('R,G,B', 'for a model without spec.json: with --mean, what to divide by'),
  outputs: text(
    'KIND',
    'for a model without spec.json: probabilities, or logits, which get a softmax or sigmoid; default: probabilities'
  ),
  yes: flag('make the model the default without asking'),
  rounds: text('N', 'number of measurements of each; default: 5')
}

/** The named options. Every command that opens the library has `data`, and every command `json`. */
export const options = (...names: (keyof typeof known)[]) => pick(known, names)

/**
 * Parses a run number.
 * @throws usage
 */
export function runIdOf(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw usage(`RUN must be the number of an analysis, not “${text}”. “ductal runs” lists them.`)
}
