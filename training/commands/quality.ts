import { loadPatches } from '../../evaluation/data/load.ts'
import type { Command } from '../../terminal/command.ts'
import { exits } from '../../terminal/exit.ts'
import { say } from '../../terminal/output.ts'
import { trainingSummaries } from '../../terminal/training-commands.ts'
import { wholeNumberOf } from '../../terminal/values.ts'
import { readManifest } from '../data/manifest.ts'
import { percent } from '../output/markdown.ts'
import { evaluateQualityCheck, fitSamples, refitQualityCheck } from '../quality/evaluate.ts'
import { folderOf, options, seedOf } from './options.ts'
import { sayBroken } from './patches.ts'

export const qualityCommand: Command = {
  name: 'quality',
  synopsis: '--patches DIR [--fit] [--every N] [--seed N] [--json]',
  summary: trainingSummaries.quality,
  options: options('patches', 'fit', 'every', 'seed', 'json'),
  async run({ values, output }) {
    const seed = seedOf(values)
    const folder = folderOf(values, 'patches')
    const set = await loadPatches(folder)
    sayBroken(set.broken)
    const every = wholeNumberOf(values, 'every', 1) ?? 10
    const report =
      values.fit === true
        ? await refitQualityCheck(
            fitSamples(set, await validationPatients(folder), seed, every),
            seed,
            every,
            say
          )
        : evaluateQualityCheck(set, seed, every)
    await output.answer(report, () =>
      report.rates.map(({ name, patches, alone, together }) => line(name, patches, alone, together)).join('')
    )
    return exits.done
  }
}

/** Patients that the data set’s author chose for validation: they are never part of a fit. */
async function validationPatients(folder: string): Promise<Set<string>> {
  const sides = [...((await readManifest(folder)) ?? [])]
  return new Set(sides.filter(([, side]) => side === 'validation').map(([patient]) => patient))
}

const cell = (share: number) => percent(share).padStart(9)

const line = (name: string, patches: number, alone: number, together: number) =>
  `${name.padEnd(26)}${String(patches).padStart(6)} patches${cell(alone)} alone${cell(together)} with their slide\n`
