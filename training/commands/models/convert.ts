import { openEngine } from '../../../engine/engine.ts'
import { loadLayers } from '../../../engine/network/load.ts'
import { onnxOf } from '../../../engine/onnx/write.ts'
import { writeWhole } from '../../../files/write.ts'
import type { Command } from '../../../terminal/command.ts'
import { exits } from '../../../terminal/exit.ts'
import { trainingSummaries } from '../../../terminal/training-commands.ts'
import { textOf, usage } from '../../../terminal/values.ts'
import { options } from '../options.ts'
import { fileToWrite } from '../outputs.ts'
import { modelOf } from './model.ts'

export const convertCommand: Command = {
  name: 'convert',
  synopsis: '--model NAME|DIR --out FILE.onnx [--force] [--json]',
  summary: trainingSummaries.convert,
  options: options('model', 'out', 'force', 'json'),
  async run({ values, output }) {
    const place = textOf(values, 'out')?.toLowerCase().endsWith('.onnx')
      ? await fileToWrite(values, 'out', ['onnx'])
      : undefined
    if (!place)
      throw usage('--out must name a file that ends in .onnx. scripts/models/keras_model.py writes Keras.')
    const folder = await modelOf(values)
    const out = place.path
    await openEngine('cpu')
    const { spec, model } = await loadLayers(folder)
    try {
      const bytes = onnxOf(spec, model)
      await writeWhole(place, [bytes])
      const { name, version, surroundings, field } = spec
      const alone = surroundings !== undefined || field !== undefined
      await output.answer({ model: name, version, out, bytes: bytes.length, patchAlone: alone }, () =>
        [
          `Wrote ${name} ${version} to ${out}: patches with levels 0–255 in, probabilities of both classes out.`,
          ...(alone ? ['It sees each patch alone; Ductal also uses the patches around it.'] : [])
        ]
          .join('\n')
          .concat('\n')
      )
      return exits.done
    } finally {
      model.dispose()
    }
  }
}
