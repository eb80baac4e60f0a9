import { loadPatches } from '../../evaluation/data/load.ts'
import type { Command } from '../../terminal/command.ts'
import { exits } from '../../terminal/exit.ts'
import { say } from '../../terminal/output.ts'
import { trainingSummaries } from '../../terminal/training-commands.ts'
import { namesOf, usage } from '../../terminal/values.ts'
import { colourBaseline } from '../baseline/baseline.ts'
import { splitBy } from '../data/protocol.ts'
import { collect, writeRun } from '../results/records/collect.ts'
import { isLarger, largerFolder, readRuns, runsFolder } from '../results/records/run.ts'
import { takeSearch } from '../results/records/searches.ts'
import { takeVersion } from '../results/records/versions.ts'
import { judgeWholeSlides, readWholeSlides } from '../results/records/whole-slides.ts'
import { readChecks } from '../results/sections/checks.ts'
import { readDefaultModel } from '../results/sections/default-model.ts'
import { writeResults } from '../results/write.ts'
import { folderOf, options } from './options.ts'
import { argumentsOf } from './train/recipe.ts'

export const resultsCommand: Command = {
  name: 'results',
  synopsis: '[--from DIR] [--patches DIR] [--folds DIR,DIR…] [--search DIR] [--tuned DIR]',
  summary: trainingSummaries.results,
  options: options('from', 'patches', 'folds', 'search', 'tuned'),
  async run({ values }) {
    if (values.from !== undefined)
      say(`taken: ${(await collect(folderOf(values, 'from'), runsFolder, largerFolder)).join(', ')}`)
    if (values.patches !== undefined) await runFloor(folderOf(values, 'patches'))
    if (values.folds !== undefined) {
      if (values.patches === undefined) throw usage('--folds needs --patches, the folder with the slides.')
      await judgeWholeSlides(namesOf(values, 'folds'), folderOf(values, 'patches'))
    }
    if (values.search !== undefined)
      say(`taken: ${await takeSearch(folderOf(values, 'search'), recipe => argumentsOf(recipe).join(' '))}`)
    if (values.tuned !== undefined) say(`taken: ${await takeVersion(folderOf(values, 'tuned'))}`)
    for (const path of await writeResults(
      await readRuns(runsFolder),
      await readWholeSlides(),
      await readChecks(),
      await readDefaultModel(),
      await readRuns(largerFolder)
    ))
      say(`written: ${path}`)
    return exits.done
  }
}

/** Runs the colour baseline for each protocol and each seed of the headline rows. */
async function runFloor(folder: string): Promise<void> {
  const set = await loadPatches(folder)
  const protocols =
    set.patients.length > 200 ? (['paper', 'patients'] as const) : (['paper', 'slides'] as const)
  for (const protocol of protocols)
    for (const seed of protocol === 'patients' ? [1] : [1, 2, 3]) {
      const split = await splitBy(protocol, set, folder, { seed, test: [], validation: [] })
      const run = colourBaseline(set, protocol, seed, split)
      await writeRun(isLarger(run) ? largerFolder : runsFolder, run)
    }
}
