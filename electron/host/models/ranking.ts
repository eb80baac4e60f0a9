import type { ModelSummary } from '../../../contract/model.ts'
import type { FoundModel } from '../../../contract/worker.ts'
import { rankModels } from './records.ts'

/**
 * The program's models and the library's in one ranked list. A name means one model: an imported one whose name the program
 * has taken since stays where it is, and cannot be used.
 */
export function shelve(
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
    message: `Ductal itself has a model called ${model.name} by now: remove this one, or import it again under another name.`
  }
})
