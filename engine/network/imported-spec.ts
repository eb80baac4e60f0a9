import { basename } from 'node:path'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { DuctalError } from '../../contract/errors.ts'
import { publishedLayout } from '../../contract/slides/published-layout.ts'
import { registerLayers } from '../layers/register.ts'
import { filesOf } from '../model-folder/artifacts.ts'
import { fingerprint, hashOfWeights, readModelFile } from '../model-folder/files.ts'
import type { ModelSpec } from '../model-folder/spec.ts'
import { serialised } from '../serialise.ts'
import { loadModel } from './load.ts'

/** The facts that a model folder without a spec.json does not contain; the user states them. */
export type Stated = Pick<ModelSpec, 'name' | 'title' | 'classes' | 'positiveClass' | 'threshold'> & {
  mpp: number
  normalisation: ModelSpec['input']['normalisation']
}

/** Throws `model/invalid` if a model expects patches of another size than the program cuts. */
export function checkPatch({ name, input }: ModelSpec): void {
  if (input.patch !== publishedLayout.patch)
    throw otherPatch(name, `${input.patch}×${input.patch}×${input.channels}`)
}

/**
 * Builds a spec.json for a TensorFlow.js layers model that has none, from the model's files and the
 * facts that the user states.
 * @throws `model/invalid` if a file is missing, a layer is unknown, or the network has an
 *   unexpected input or output
 */
export async function describe(folder: string, stated: Stated): Promise<ModelSpec> {
  registerLayers()
  const [topology, ...shards] = await filesOf(folder)
  if (!topology || shards.length === 0)
    throw new DuctalError(
      'model/invalid',
      `The model.json of ${basename(folder)} lists no weights. Import the folder the model was saved to.`
    )
  const weights: Uint8Array[] = []
  for (const shard of shards) weights.push(await readModelFile(folder, shard))
  const model = await serialised(() => loadModel(folder))
  try {
    checkEnds(stated.name, model)
    const { mpp, normalisation, ...rest } = stated
    return {
      ...rest,
      version: '1',
      architecture: 'imported',
      input: { mpp, patch: publishedLayout.patch, channels: 3, normalisation },
      thresholdSource: 'Stated by the person who imported the model.',
      format: 'tfjs-layers',
      files: [
        fingerprint(topology, await readModelFile(folder, topology)),
        ...shards.map((shard, place) => fingerprint(shard, weights[place] as Uint8Array))
      ],
      weightsSha256: hashOfWeights(weights),
      parameters: model.countParams(),
      trainingData: {
        source: 'Not stated: the imported folder has no spec.json',
        protocol: 'not stated',
        seed: 0,
        patients: [],
        patches: { negative: 0, positive: 0 },
        validationPatients: [],
        heldOutPatients: [],
        notes: [
          'This folder does not state the training patients. Evaluate the model on patients it cannot have seen.'
        ]
      },
      metrics: {},
      intendedUse: 'Research use only. Not a medical device; do not base a diagnosis on it.',
      licence: 'not stated',
      createdAt: new Date().toISOString()
    }
  } finally {
    model.dispose()
  }
}

function checkEnds(name: string, { inputs, outputs }: LayersModel): void {
  const [input, output] = [inputs[0], outputs[0]]
  const taken = inputs.length === 1 && input ? input.shape.slice(1).join('×') : 'several inputs'
  if (taken !== `${publishedLayout.patch}×${publishedLayout.patch}×3`) throw otherPatch(name, taken)
  const given = outputs.length === 1 && output ? output.shape.slice(1).join('×') : 'several outputs'
  if (given !== '2')
    throw new DuctalError(
      'model/invalid',
      `The model ${name} returns ${given}${outputs.length === 1 ? ' values' : ''} per patch, but must return two probabilities, one per class. Change its last layer and save it again.`.replace(
        '  ',
        ' '
      )
    )
}

const otherPatch = (name: string, taken: string) =>
  new DuctalError(
    'model/invalid',
    `The model ${name} takes ${taken}, but Ductal cuts patches of ${publishedLayout.patch}×${publishedLayout.patch}×3. Train the model on such patches.`
  )
