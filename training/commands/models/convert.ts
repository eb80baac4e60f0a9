import { rename, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { openEngine } from '../../../engine/engine.ts'
import { loadLayers } from '../../../engine/network/load.ts'
import { onnxOf } from '../../../engine/onnx/write.ts'
import type { Command } from '../../../terminal/command.ts'
import { exits } from '../../../terminal/exit.ts'
import { trainingSummaries } from '../../../terminal/training-commands.ts'
import { textOf, usage } from '../../../terminal/values.ts'
import { options } from '../options.ts'
import { modelOf } from './model.ts'

export const convertCommand: Command = {
  name: 'convert',
  synopsis: '--model NAME|DIR --out FILE.onnx [--json]',
  summary: trainingSummaries.convert,
  options: options('model', 'out', 'json'),
  async run({ values, output }) {
    const given = textOf(values, 'out')
    if (!given?.endsWith('.onnx'))
      throw usage('--out must name a file that ends in .onnx. scripts/models/keras_model.py writes Keras.')
    const folder = await modelOf(values)
    const out = resolve(given)
    await openEngine('cpu')
    const { spec, model } = await loadLayers(folder)
    try {
      const bytes = onnxOf(spec, model)
      await writeFile(`${out}.part`, bytes)
      await rename(`${out}.part`, out)
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
