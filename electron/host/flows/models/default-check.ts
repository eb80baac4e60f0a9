import type { DefaultCheck } from '../../../../contract/models/default-check.ts'
import type { ModelSummary } from '../../../../contract/models/model.ts'
import type { Context } from '../../context.ts'
import { type Candidate, defaultCheckOf } from '../../models/default-check.ts'
import { chooseModel, rankModels } from '../../models/records.ts'
import { view } from '../view.ts'

/**
 * Runs the default check. The user need not confirm the program's own choice or the current
 * default.
 * @throws DuctalError model/…
 */
export async function checkDefault(
  context: Pick<Context, 'pool' | 'models'>,
  name: string,
  signal: AbortSignal
): Promise<DefaultCheck> {
  const models = await context.models()
  const candidateOf = async (model: ModelSummary): Promise<Candidate> => ({
    model,
    details: await view(context, 'modelDetails', { folder: model.folder }, signal)
  })
  const model = chooseModel(models, name)
  const present = models.find(({ isDefault }) => isDefault)
  const check = defaultCheckOf(
    await candidateOf(model),
    present && !model.isDefault ? await candidateOf(present) : null
  )
  const own = rankModels(models, undefined)[0]?.name === name
  return { ...check, asks: check.asks && !own && !model.isDefault }
}
