import type { ModelForm, ModelSummary } from '../../../contract/models/model.ts'
import { imagenetNormalisation } from '../../../contract/models/normalisation.ts'
import type { Client } from '../../../contract/transport/client.ts'
import type { Command } from '../../../terminal/command.ts'
import { exits } from '../../../terminal/exit.ts'
import { tableOf } from '../../../terminal/output.ts'
import { numberOf, textOf, usage, type Values, wordOf } from '../../../terminal/values.ts'
import { options } from '../options.ts'
import { pathOf } from '../program.ts'
import { withHost } from '../session.ts'

const words = ['import', 'default', 'remove'] as const

export const models: Command = {
  name: 'models',
  synopsis: '[import DIR | default [NAME] [--yes] | remove NAME] [--data DIR] [--json]',
  summary: 'List the installed models, import or remove a model, or choose the default model.',
  options: options(
    'name',
    'title',
    'classes',
    'positive',
    'levels',
    'mean',
    'deviation',
    'outputs',
    'mpp',
    'threshold',
    'yes',
    'data',
    'json'
  ),
  positionals: { min: 0, max: 2 },
  async run({ values, positionals: [word, name], output, signal }) {
    if (word === undefined) {
      const models = await withHost(values, client => client.call('models.list', undefined))
      await output.answer(models, () => tableFor(models))
      return exits.done
    }
    if (!words.some(known => known === word))
      throw usage(`Use “models” alone or with ${words.join(', ')}, not with “${word}”.`)
    if (name === undefined && word !== 'default')
      throw usage(`Something is missing. Usage: “models ${word} ${word === 'import' ? 'DIR' : 'NAME'}”.`)
    if (word !== 'import') expectOnlyFor('import', describing, values, word)
    if (word !== 'default') expectOnlyFor('default', ['yes'], values, word)
    const { model, sentence } = await withHost(values, client => perform(client, word, name, values, signal))
    await output.answer(model, () => `${sentence}\n`)
    return exits.done
  }
}

async function perform(
  client: Client,
  word: string,
  name: string | undefined,
  values: Values,
  signal: AbortSignal
): Promise<{ model: ModelSummary | { removed: string } | null; sentence: string }> {
  if (word === 'import') {
    const path = pathOf(name ?? '')
    const { stated, form } = await client.call('models.inspect', { path }, signal)
    if (stated) expectUnstated(stated.name, values)
    const model = await client.call('models.import', { path, form: said(values, form) }, signal)
    const { data } = await client.call('models.details', { name: model.name }, signal)
    const sentence = `${model.title} is installed as ${model.name} and passed its self-test (weights SHA-256 ${model.weightsSha256}).`
    return { model, sentence: [sentence, ...data.notes].join('\n') }
  }
  if (word === 'remove') {
    await client.call('models.remove', { name: name ?? '' }, signal)
    return {
      model: { removed: name ?? '' },
      sentence: `Removed the model ${name}. Its finished analyses stay.`
    }
  }
  const known = name === undefined ? [] : await whatIsKnown(client, name, values, signal)
  const list = await client.call('models.setDefault', { name: name ?? null }, signal)
  const model = list.find(({ isDefault }) => isDefault) ?? null
  const sentence = model ? `The default model is ${model.name}.` : 'No usable model is installed.'
  return { model, sentence: [...known, sentence].join('\n') }
}

/**
 * Returns what is known of a model that would become the default.
 * @throws usage if the user must confirm and has not
 */
async function whatIsKnown(
  client: Client,
  name: string,
  values: Values,
  signal: AbortSignal
): Promise<string[]> {
  const { asks, sentences } = await client.call('models.defaultCheck', { name }, signal)
  if (asks && values.yes !== true)
    throw usage(
      `${name} did not become the default. ${sentences.join(' ')} Add --yes to make it the default anyway.`
    )
  return sentences
}

/** Options that describe a model without spec.json. */
const describing = [
  ...['name', 'title', 'classes', 'positive', 'levels', 'mean', 'deviation', 'outputs', 'mpp', 'threshold']
] as const

/** @throws usage */
function expectOnlyFor(word: string, options: readonly string[], values: Values, given: string): void {
  const option = options.find(name => values[name] !== undefined)
  if (option !== undefined)
    throw usage(`--${option} works only with “models ${word}”, not with “models ${given}”. Omit it.`)
}

/** @throws usage */
function expectUnstated(name: string, values: Values): void {
  const option = describing.find(option => values[option] !== undefined)
  if (option !== undefined)
    throw usage(
      `The folder of ${name} has a spec.json, which states its own --${option}. Omit the option, or remove spec.json to state everything yourself.`
    )
}

type Normalisation = ModelForm['normalisation']
type Three = Normalisation['mean']

const even = (mean: number, deviation: number): Normalisation => ({
  mean: [mean, mean, mean],
  deviation: [deviation, deviation, deviation]
})

const levels = {
  '0-255': even(0, 1),
  '0-1': even(0, 255),
  '-1-1': even(127.5, 127.5),
  imagenet: imagenetNormalisation
} as const

/**
 * Returns how to prepare pixel values.
 * @throws usage
 */
function normalisationOf(values: Values, proposed: Normalisation): Normalisation {
  const range = wordOf(values, 'levels', Object.keys(levels) as (keyof typeof levels)[])
  const [mean, deviation] = [threeOf(values, 'mean'), threeOf(values, 'deviation')]
  if (!mean && !deviation) return range ? levels[range] : proposed
  if (range)
    throw usage('--levels already gives a mean and a deviation. Give either --levels, or both others.')
  if (!mean || !deviation) throw usage('--mean and --deviation belong together. Give both, or --levels.')
  if (deviation.some(value => value <= 0)) throw usage('--deviation needs three positive numbers.')
  return { mean, deviation }
}

/** @throws usage */
function threeOf(values: Values, name: string): Three | undefined {
  const text = textOf(values, name)
  if (text === undefined) return undefined
  const parts = text.split(',')
  const numbers = parts.map(part => (part.trim() === '' ? Number.NaN : Number(part)))
  if (numbers.length !== 3 || !numbers.every(Number.isFinite))
    throw usage(`--${name} needs three numbers separated by commas (red, green, blue), not “${text}”.`)
  return numbers as Three
}

/**
 * Merges the options for a model without spec.json over the proposed form.
 * @throws usage
 */
function said(values: Values, form: ModelForm): ModelForm {
  const classes = textOf(values, 'classes')?.split(',') ?? form.classes
  const [first, second] = classes
  if (classes.length !== 2 || !first || !second)
    throw usage('--classes needs two names separated by a comma, in the order of the model’s outputs.')
  const positive = wordOf(values, 'positive', ['1', '2'])
  return {
    name: textOf(values, 'name') ?? form.name,
    title: textOf(values, 'title') ?? form.title,
    classes: [first, second],
    positiveClass: positive === undefined ? form.positiveClass : positive === '1' ? 0 : 1,
    mpp: numberOf(values, 'mpp', { min: 0.05, max: 20 }) ?? form.mpp,
    normalisation: normalisationOf(values, form.normalisation),
    threshold: numberOf(values, 'threshold', { min: 0, max: 1 }) ?? form.threshold,
    // Never taken from the proposal: the user decides that outputs are logits.
    outputs: wordOf(values, 'outputs', ['probabilities', 'logits']) ?? 'probabilities'
  }
}

function tableFor(models: ModelSummary[]): string {
  if (models.length === 0) return 'No model is installed. Place a model folder in models/.\n'
  return tableOf(
    ['model', 'version', 'title', 'µm/px', 'patch', 'threshold', 'origin', 'state'],
    models.map(({ name, version, title, mpp, patch, threshold, origin, isDefault, failure }) => [
      name,
      version,
      title,
      mpp,
      patch,
      threshold,
      origin,
      failure ? failure.message : isDefault ? 'ready, default' : 'ready'
    ])
  )
}
