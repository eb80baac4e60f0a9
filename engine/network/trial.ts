import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { DuctalError } from '../../contract/errors.ts'
import type { ModelSpec } from '../model-folder/spec.ts'
import { serialised } from '../serialise.ts'
import { loadLayers } from './load.ts'
import { normalise } from './normalise.ts'

/** Patches that look like tissue, and what they show. */
export interface TrialPatches {
  count: number
  /** count × patch × patch × 3 levels (0–255), RGB. */
  pixels: Uint8Array
  tumour: readonly boolean[]
}

type Normalisation = ModelSpec['input']['normalisation']

/** Allowed distance of a probability from 0 to 1, and of a sum from 1: 8-bit weights round. */
const tolerance = 1e-3
/** Outputs that differ by less are the same: the network does not look at the patch. */
const sameWithin = 1e-5
/** A spread below the first under one range and above the second under another is suspicious. */
const [narrow, wide] = [0.02, 0.2]
/** Below this AUC, the drawn tumour ranks behind the other tissue. */
const reversed = 0.2

/** Pixel values that networks are often trained on. */
const ranges: Readonly<Record<string, Normalisation>> = {
  '0-255': { mean: [0, 0, 0], deviation: [1, 1, 1] },
  '0-1': { mean: [0, 0, 0], deviation: [255, 255, 255] },
  '-1-1': { mean: [127.5, 127.5, 127.5], deviation: [127.5, 127.5, 127.5] }
}

/**
 * Runs a model on patches that look like tissue, and checks that it gives probabilities.
 * @returns sentences on what is odd but may be intended
 * @throws model/bad-outputs
 */
export async function tryModel(folder: string, patches: TrialPatches): Promise<string[]> {
  const { spec, model } = await loadLayers(folder)
  try {
    const outputs = await outputsOf(model, spec, spec.input.normalisation, patches)
    expectProbabilities(spec.name, outputs)
    const positive = columnOf(outputs, spec.positiveClass)
    if (spreadOf(positive) < sameWithin)
      throw bad(
        spec.name,
        `gives every patch the same probability (${(positive[0] ?? 0).toFixed(3)})`,
        'The pixel values are probably prepared in another way than in its training: check their range, mean and deviation (--levels, --mean, --deviation).'
      )
    return [
      ...(await oddRange(model, spec, patches, spreadOf(positive))),
      ...oddOrder(spec, positive, patches)
    ]
  } finally {
    model.dispose()
  }
}

const bad = (name: string, what: string, advice: string) =>
  new DuctalError('model/bad-outputs', `The model ${name} ${what} when tried on drawn tissue. ${advice}`)

async function outputsOf(
  model: LayersModel,
  { input: { patch } }: ModelSpec,
  normalisation: Normalisation,
  { pixels, count }: TrialPatches
): Promise<Float32Array> {
  return serialised(async () => {
    const output = tf.tidy(() => {
      const images = tf.tensor4d(normalise(pixels, normalisation), [count, patch, patch, 3])
      return model.predictOnBatch(images) as tf.Tensor
    })
    try {
      return (await output.data<'float32'>()).slice()
    } finally {
      output.dispose()
    }
  })
}

/** @throws model/bad-outputs */
function expectProbabilities(name: string, outputs: Float32Array): void {
  for (let i = 0; i < outputs.length; i += 2) {
    const pair = [outputs[i]!, outputs[i + 1]!] as const
    const [least, most] = [Math.min(...pair), Math.max(...pair)]
    if (!pair.every(Number.isFinite))
      throw bad(name, 'gives values that are not numbers', 'Check its weights, and --levels.')
    if (least < -tolerance || most > 1 + tolerance)
      throw bad(
        name,
        `gives ${pair.map(value => value.toFixed(2)).join(' and ')}, which are not probabilities,`,
        'If they are logits, choose logits as its outputs (--outputs logits), which adds a softmax.'
      )
    if (Math.abs(pair[0] + pair[1] - 1) > tolerance)
      throw bad(
        name,
        `gives two probabilities that add up to ${(pair[0] + pair[1]).toFixed(2)}, not 1,`,
        'End the network in a softmax, or in one sigmoid, and save it again.'
      )
  }
}

const columnOf = (outputs: Float32Array, column: number) => outputs.filter((_, place) => place % 2 === column)

const spreadOf = (values: Float32Array) => Math.max(...values) - Math.min(...values)

/** Names a range of pixel values under which the outputs vary far more. */
async function oddRange(
  model: LayersModel,
  spec: ModelSpec,
  patches: TrialPatches,
  spread: number
): Promise<string[]> {
  if (spread >= narrow) return []
  for (const [range, normalisation] of Object.entries(ranges)) {
    const outputs = await outputsOf(model, spec, normalisation, patches)
    const other = spreadOf(columnOf(outputs, spec.positiveClass))
    if (other > wide)
      return [
        `On drawn tissue its probabilities differ by only ${spread.toFixed(3)}; with pixel values from ${range} they would differ by ${other.toFixed(2)}. Check the pixel values that it was trained on.`
      ]
  }
  return []
}

function oddOrder({ classes, positiveClass }: ModelSpec, positive: Float32Array, { tumour }: TrialPatches) {
  const of = (kind: boolean) => [...positive].filter((_, i) => tumour[i] === kind)
  const [ill, other] = [of(true), of(false)]
  const wins = ill.flatMap(a => other.map(b => (a > b ? 1 : a === b ? 0.5 : 0)))
  const auc = wins.reduce<number>((sum, win) => sum + win, 0) / wins.length
  return auc < reversed
    ? [
        `It rates drawn carcinoma lower than other drawn tissue (AUC ${auc.toFixed(2)}). Check that ${classes[positiveClass]} is output ${positiveClass + 1}.`
      ]
    : []
}
