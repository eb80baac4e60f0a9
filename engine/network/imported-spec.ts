import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { DuctalError } from '../../contract/errors.ts'
import { publishedLayout } from '../../contract/slides/published-layout.ts'
import { type Network, withProbabilities } from '../keras/append.ts'
import type { LastActivation, Scaling } from '../keras/ends.ts'
import { filesOfNetwork, type KerasNetwork, readKeras, shardName } from '../keras/read.ts'
import { registerLayers } from '../layers/register.ts'
import { fingerprint, hashOfWeights, modelFile } from '../model-folder/files.ts'
import type { ModelSpec } from '../model-folder/spec.ts'
import { serialised } from '../serialise.ts'
import { loadModel } from './load.ts'

/** The facts that a model folder without a spec.json does not contain; the user states them. */
export type Stated = Pick<ModelSpec, 'name' | 'title' | 'classes' | 'positiveClass' | 'threshold'> & {
  mpp: number
  normalisation: ModelSpec['input']['normalisation']
  /** What the network's outputs are; probabilities if absent. */
  outputs?: 'probabilities' | 'logits' | undefined
}

/** Throws `model/invalid` if a model expects patches of another size than the program cuts. */
export function checkPatch({ name, input }: ModelSpec): void {
  if (input.patch !== publishedLayout.patch)
    throw otherPatch(name, `${input.patch}×${input.patch}×${input.channels}`)
}

/**
 * Converts a Keras or TensorFlow.js model without a spec.json to a model folder, from its files and
 * the facts that the user states. The network that is written ends in the probabilities of two
 * classes.
 * @param folder the folder as the other program saved it
 * @param into receives model.json and weights.bin
 * @returns the spec.json to write
 * @throws model/invalid if a file is missing, a layer is unknown, or the network has an unexpected
 *   input or output; model/unsupported; model/contradiction if the stated facts cannot be true
 */
export async function adopt(folder: string, into: string, stated: Stated): Promise<ModelSpec> {
  registerLayers()
  expectOrder(stated)
  const read = await readKeras(folder)
  expectScaling(stated, read.scaling)
  await mkdir(into, { recursive: true })
  await writeNetwork(into, read)
  const outputs = await outputsOf(into, stated.name)
  expectOutputs(stated, read, outputs)
  const areLogits = stated.outputs === 'logits'
  const network = withProbabilities(read, outputs, areLogits)
  const files = await writeNetwork(into, network)
  return specOf(stated, network, files, changesOf(read, outputs, areLogits))
}

/**
 * Checks a model that has a spec.json: what that states must be possible.
 * @throws model/contradiction
 */
export async function checkStated(folder: string, spec: ModelSpec): Promise<void> {
  expectOrder(spec)
  const { scaling } = await readKeras(folder)
  expectScaling({ name: spec.name, normalisation: spec.input.normalisation }, scaling)
}

async function writeNetwork(
  into: string,
  network: Network
): Promise<{ topology: Buffer; shard: Uint8Array }> {
  const { topology, shard } = filesOfNetwork(network)
  await writeFile(join(into, modelFile), topology)
  await writeFile(join(into, shardName), shard)
  return { topology: Buffer.from(topology), shard }
}

/** Returns the number of values that a network gives per patch. */
async function outputsOf(folder: string, name: string): Promise<1 | 2> {
  const model = await serialised(() => loadModel(folder))
  try {
    return checkEnds(name, model)
  } finally {
    model.dispose()
  }
}

function specOf(
  { mpp, normalisation, outputs: _, ...rest }: Stated,
  { weights }: Network,
  { topology, shard }: { topology: Buffer; shard: Uint8Array },
  changes: string[]
): ModelSpec {
  const sizes = weights.map(({ spec }) => spec.shape.reduce((product, edge) => product * edge, 1))
  return {
    ...rest,
    version: '1',
    architecture: 'imported',
    input: { mpp, patch: publishedLayout.patch, channels: 3, normalisation },
    thresholdSource: 'Stated by the person who imported the model.',
    format: 'tfjs-layers',
    files: [fingerprint(modelFile, topology), fingerprint(shardName, shard)],
    weightsSha256: hashOfWeights([shard]),
    parameters: sizes.reduce((sum, size) => sum + size, 0),
    trainingData: {
      source: 'Not stated: the imported folder has no spec.json',
      protocol: 'not stated',
      seed: 0,
      patients: [],
      patches: { negative: 0, positive: 0 },
      validationPatients: [],
      heldOutPatients: [],
      notes: [
        'This folder does not state the training patients. Evaluate the model on patients it cannot have seen.',
        ...changes
      ]
    },
    metrics: {},
    intendedUse: 'Research use only. Not a medical device; do not base a diagnosis on it.',
    licence: 'not stated',
    createdAt: new Date().toISOString()
  }
}

/** Returns sentences on how the written network differs from the one that was read. */
function changesOf({ keras, scaling }: KerasNetwork, outputs: 1 | 2, areLogits: boolean): string[] {
  return [
    ...(/^3\./.test(keras)
      ? [`Saved by Keras ${keras}; its layers were rewritten in the form of Keras 2.`]
      : []),
    ...(scaling ? [`The network scales pixel values itself, in its layer ${scaling.layer}.`] : []),
    ...(areLogits && outputs === 2 ? ['A softmax was added: its two outputs are logits.'] : []),
    ...(areLogits && outputs === 1
      ? ['A sigmoid was added: its only output is the logit of the second class.']
      : []),
    ...(!areLogits && outputs === 1 ? ['Its only output is the probability of the second class.'] : [])
  ]
}

/** Words in a class name that mean the opposite of carcinoma. */
const negative =
  /negativ|normal|benign|healthy|non[- _]?(idc|tumou?r|cancer)|no[- _](idc|tumou?r|cancer|carcinoma)/i
const positive = /positiv|carcinoma|malignan|tumou?r|cancer|\bidc\b/i

/** @throws model/contradiction if the class that is to mean IDC is called the opposite */
function expectOrder({
  name,
  classes,
  positiveClass
}: Pick<Stated, 'name' | 'classes' | 'positiveClass'>): void {
  const meant = classes[positiveClass]
  const other = classes[1 - positiveClass] as string
  if (classes[0] === classes[1])
    throw contradiction(
      `Both classes of the model ${name} are called ${meant}. Give two names with --classes.`
    )
  const isOpposite = (text: string) => negative.test(text)
  if (isOpposite(meant) && !isOpposite(other))
    throw contradiction(
      `Output ${positiveClass + 1} of the model ${name} is to mean IDC, but its class is called ${meant}. Choose the other output (--positive ${2 - positiveClass}), or correct the order of --classes.`
    )
  if (positive.test(other) && !isOpposite(other) && !positive.test(meant))
    throw contradiction(
      `Output ${positiveClass + 1} of the model ${name}, called ${meant}, is to mean IDC, but the other class is called ${other}. Choose the other output (--positive ${2 - positiveClass}), or correct the order of --classes.`
    )
}

/** @throws model/contradiction if pixel values would be scaled twice */
function expectScaling(
  { name, normalisation }: { name: string; normalisation: Stated['normalisation'] },
  scaling: Scaling | null
): void {
  if (!scaling) return
  // The range that levels from 0 to 255 have after the normalisation.
  const range = 255 / Math.max(...normalisation.deviation)
  const isWhole = range > 16
  if (isWhole === (scaling.expects === '0-255')) return
  throw contradiction(
    `The model ${name} scales pixel values itself, in its layer ${scaling.layer}, which expects ${scaling.expects}. As stated, they would be scaled ${isWhole ? 'too little' : 'twice'}. Choose the pixel values ${scaling.expects} (--levels ${scaling.expects}).`
  )
}

/** @throws model/contradiction, model/bad-outputs if the last layer gives no probabilities */
function expectOutputs({ name, outputs }: Stated, { end }: KerasNetwork, count: 1 | 2): void {
  const isLinear = end.activation === 'linear' || end.activation === 'log_softmax'
  const proper: LastActivation = count === 2 ? 'softmax' : 'sigmoid'
  if (outputs === 'logits') {
    if (isLinear || end.activation === 'unknown') return
    throw contradiction(
      `The last layer of the model ${name}, ${end.layer}, already has a ${end.activation}, so its outputs are not logits. Choose probabilities as its outputs (--outputs probabilities).`
    )
  }
  if (end.activation === proper || end.activation === 'unknown') return
  if (isLinear)
    throw badOutputs(
      `The model ${name} gives logits, not probabilities: its last layer, ${end.layer}, has no ${proper}. Choose logits as its outputs (--outputs logits), which adds one and records it, or save it with one.`
    )
  throw badOutputs(
    `The last layer of the model ${name}, ${end.layer}, has ${count === 2 ? 'two outputs' : 'one output'} with the activation ${end.activation}, which ${count === 2 && end.activation === 'sigmoid' ? 'need not add up to 1' : 'are not probabilities'}. End the network in a softmax of two outputs, or in one sigmoid, and save it again.`
  )
}

const contradiction = (message: string) => new DuctalError('model/contradiction', message)
const badOutputs = (message: string) => new DuctalError('model/bad-outputs', message)

/** @throws model/invalid */
function checkEnds(name: string, { inputs, outputs }: LayersModel): 1 | 2 {
  const [input, output] = [inputs[0], outputs[0]]
  const taken = inputs.length === 1 && input ? input.shape.slice(1).join('×') : 'several inputs'
  if (taken !== `${publishedLayout.patch}×${publishedLayout.patch}×3`) throw otherPatch(name, taken)
  const given = outputs.length === 1 && output ? output.shape.slice(1).join('×') : 'several outputs'
  if (given === '1' || given === '2') return given === '1' ? 1 : 2
  throw new DuctalError(
    'model/invalid',
    `The model ${name} returns ${given}${outputs.length === 1 ? ' values' : ''} per patch, but must return two probabilities, one per class. Change its last layer and save it again.`
  )
}

const otherPatch = (name: string, taken: string) =>
  new DuctalError(
    'model/invalid',
    `The model ${name} takes ${taken}, but Ductal cuts patches of ${publishedLayout.patch}×${publishedLayout.patch}×3. Train the model on such patches.`
  )
