import { type Exit, exits } from '../../../terminal/exit.ts'
import type { Output } from '../../../terminal/output.ts'
import { usage, type Values } from '../../../terminal/values.ts'
import { benchmark, benchmarkText, keepBenchmark, published } from '../../results/sections/benchmark.ts'
import { modelOf } from '../models/model.ts'
import { folderOf } from '../options.ts'
import { expectChangeable } from '../outputs.ts'

/**
 * `evaluate --benchmark`: a model compared with the published figures.
 * @throws usage, model/…, training/…
 */
export async function runBenchmark(values: Values, output: Output): Promise<Exit> {
  for (const option of ['patients', 'against', 'scores', 'curves'])
    if (values[option] !== undefined)
      throw usage(
        `--benchmark takes the validation patients of the data set’s author, and no other option. Omit --${option}.`
      )
  const model = await modelOf(values)
  if (values.keep === true) await expectChangeable(model, values)
  const found = await benchmark(model, folderOf(values, 'patches'))
  if (values.keep === true) await keepBenchmark(model, found)
  await output.answer({ ...found, published }, () => benchmarkText(found))
  return exits.done
}
