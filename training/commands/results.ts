import { loadPatches } from '../data/load.ts'
import { colourFloor } from '../floor/floor.ts'
import { splitBy } from '../protocols/protocol.ts'
import { collect, writeRun } from '../results/collect.ts'
import { readRuns, runsFolder } from '../results/run.ts'
import { writeResults } from '../results/write.ts'
import { type Command, say } from './command.ts'
import { folderOf, text } from './options.ts'

export const resultsCommand: Command = {
  name: 'results',
  synopsis: '[--from DIR] [--patches DIR]',
  summary: 'Rebuilds docs/results/: tables and figures from the runs that are there.',
  options: { from: text, patches: text },
  async run(values) {
    if (values.from !== undefined)
      say(`taken: ${(await collect(folderOf(values, 'from'), runsFolder)).join(', ')}`)
    if (values.patches !== undefined) await runFloor(folderOf(values, 'patches'))
    for (const path of await writeResults(await readRuns(runsFolder))) say(`written: ${path}`)
  }
}

/** The colour floor, by each protocol and each seed that the headline rows have. */
async function runFloor(folder: string): Promise<void> {
  const set = await loadPatches(folder)
  for (const protocol of ['paper', 'slides'] as const)
    for (const seed of [1, 2, 3]) {
      const split = await splitBy(protocol, set, folder, { seed, test: [], validation: [] })
      await writeRun(runsFolder, colourFloor(set, protocol, seed, split))
    }
}
