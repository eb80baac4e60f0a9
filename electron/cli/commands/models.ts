import type { ModelSummary } from '../../../contract/model.ts'
import type { Command } from '../command.ts'
import { exits } from '../exit.ts'
import { tableOf } from '../output.ts'
import { dataOption, jsonOption } from '../parse.ts'
import { withHost } from '../session.ts'

export const models: Command = {
  name: 'models',
  synopsis: '[--data DIR] [--json]',
  summary: 'Lists the models that are installed.',
  options: { ...dataOption, ...jsonOption },
  positionals: { min: 0, max: 0 },
  reads: false,
  async run({ values, output }) {
    const models = await withHost(values, client => client.call('models.list', undefined))
    await output.answer(models, () => textOf(models))
    return exits.done
  }
}

function textOf(models: ModelSummary[]): string {
  if (models.length === 0) return 'No model is installed: put a model folder into models/.\n'
  return tableOf(
    ['model', 'version', 'title', 'µm/px', 'patch', 'threshold', 'state'],
    models.map(({ name, version, title, mpp, patch, threshold, failure }) => [
      name,
      version,
      title,
      mpp,
      patch,
      threshold,
      failure ? failure.message : 'ready'
    ])
  )
}
