import type { LayersModel } from '@tensorflow/tfjs-layers'
import { DuctalError } from '../../contract/errors.ts'
import type { ModelSpec } from '../../engine/model-folder/spec.ts'
import { loadLayers } from '../../engine/network/load.ts'
import type { Recipe } from '../recipes/recipe.ts'
import { type Shape, type SystemName, systemNames, systems } from '../recipes/systems.ts'
import { openTrainingBackend } from '../trainer/backend.ts'

/** A model to train on from. */
export interface Parent {
  spec: ModelSpec
  system: SystemName
  /** On the training's backend, with the parent's weights. */
  model: LayersModel
  backend: string
  /** Parts of the recipe that the parent's network fixes. */
  shape: Shape
}

/**
 * Loads a model to train on from.
 * @throws model/invalid, model/hash; usage if its network cannot be trained here
 */
export async function openParent(folder: string, spec: ModelSpec): Promise<Parent> {
  const system = systemNames.find(name => name === spec.architecture)
  if (!system)
    throw new DuctalError(
      'usage',
      `${spec.name} is a ${spec.architecture}, which Ductal cannot train. Choose a model of ${systemNames.join(', ')}.`
    )
  const backend = await openTrainingBackend(systems[system].needs)
  const { model } = await loadLayers(folder)
  return { spec, system, model, backend, shape: shapeOf(model) }
}

/** Reads the shape back from the network, in the form of the recipe that built it. */
function shapeOf(model: LayersModel): Shape {
  const configOf = (name: string) =>
    model.layers.find(layer => layer.getClassName() === name)?.getConfig() as
      | Record<string, number>
      | undefined
  const tokens = configOf('Tokens')
  const recurrence = configOf('FusedGRU') ?? configOf('FusedLSTM')
  const dropout = configOf('Dropout')
  return {
    ...(tokens ? { tokens: tokensOf(tokens) } : {}),
    ...(recurrence?.units ? { units: recurrence.units } : {}),
    ...(dropout?.rate === undefined ? {} : { dropout: dropout.rate })
  }
}

function tokensOf({ rows = 1, columns = 1 }: Record<string, number>): NonNullable<Recipe['tokens']> {
  if (rows === columns) return rows === 1 ? 'pixel' : { block: rows }
  return 'row'
}
