import { loadPatches } from '../../evaluation/data/load.ts'
import { percent } from '../output/markdown.ts'
import { evaluateGate, refitGate } from '../quality/evaluate.ts'
import { type Command, print, say, write } from './command.ts'
import { flag, folderOf, text, wholeNumberOf } from './options.ts'
import { sayBroken } from './patches.ts'

export const gateCommand: Command = {
  name: 'gate',
  synopsis: '--patches DIR [--fit] [--every N] [--seed N] [--json]',
  summary: 'Evaluate the quality check on normal patches and on altered copies of them; --fit refits it.',
  options: { patches: text, fit: flag, every: text, seed: text, json: flag },
  async run(values) {
    const set = await loadPatches(folderOf(values, 'patches'))
    sayBroken(set.broken)
    const seed = wholeNumberOf(values, 'seed') ?? 1
    const every = wholeNumberOf(values, 'every', 1) ?? 6
    const report =
      values.fit === true ? await refitGate(set, seed, every, say) : evaluateGate(set, seed, every)
    if (values.json === true) await print(report)
    else
      for (const { name, patches, alone, together } of report.rates)
        await write(line(name, patches, alone, together))
  }
}

const cell = (share: number) => percent(share).padStart(9)

const line = (name: string, patches: number, alone: number, together: number) =>
  `${name.padEnd(26)}${String(patches).padStart(6)} patches${cell(alone)} alone${cell(together)} with their slide\n`
