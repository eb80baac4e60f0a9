import type { ModelSummary } from '../../../contract/models/model.ts'
import type { FoundModel } from '../../../contract/worker.ts'
import { rankModels } from './records.ts'

/**
 * Ranks shipped and imported models in one list. Names are unique: an imported model whose name a
 * later version of the program uses stays in place but becomes unusable.
 */
export function mergeModels(
  shipped: FoundModel[],
  imported: FoundModel[],
  chosen: string | undefined
): ModelSummary[] {
  const taken = new Set(shipped.map(({ name }) => name))
  const own = imported.map(model => (taken.has(model.name) ? shadowed(model) : model))
  return rankModels(
    [
      ...shipped.map(model => ({ ...model, origin: 'shipped' as const })),
      ...own.map(model => ({ ...model, origin: 'imported' as const }))
    ],
    chosen
  )
}

const shadowed = (model: FoundModel): FoundModel => ({
  ...model,
  name: `${model.name} (imported)`,
  failure: {
    code: 'model/exists',
    message: `Ductal now comes with its own model ${model.name}. Remove this one, or import it again under another name.`
  }
})
