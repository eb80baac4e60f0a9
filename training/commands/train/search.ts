import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { loadPatches } from '../../../evaluation/data/load.ts'
import type { Command } from '../../../terminal/command.ts'
import { exits } from '../../../terminal/exit.ts'
import { say, tableOf } from '../../../terminal/output.ts'
import { trainingSummaries } from '../../../terminal/training-commands.ts'
import { namesOf, requiredWordOf, wholeNumberOf } from '../../../terminal/values.ts'
import { systemNames } from '../../recipes/systems.ts'
import { type Placed, type SearchProgress, search } from '../../search/search.ts'
import { folderOf, options, seedOf } from '../options.ts'
import { trainingFolder } from '../outputs.ts'
import { sayBroken } from '../patches.ts'
import { expectNames } from './contradictions.ts'
import { argumentsOf, givenRecipe, recipeOptions } from './recipe.ts'

export const searchCommand: Command = {
  name: 'search',
  synopsis:
    '--system NAME --patches DIR [--candidates N] [--groups N] [--test A,B] [--seed N] [--out DIR] [--resume] [--json]',
  summary: trainingSummaries.search,
  options: options(
    'system',
    'patches',
    'candidates',
    'groups',
    'test',
    'seed',
    'out',
    'resume',
    'json',
    ...recipeOptions
  ),
  async run({ values, output }) {
    const system = requiredWordOf(values, 'system', systemNames)
    const patches = folderOf(values, 'patches')
    const seed = seedOf(values)
    expectNames(values)
    const test = namesOf(values, 'test')
    const asked = {
      system,
      seed,
      test,
      candidates: wholeNumberOf(values, 'candidates', 2) ?? 16,
      groups: wholeNumberOf(values, 'groups', 2) ?? 3,
      given: givenRecipe(values, system, 'slides'),
      out: await trainingFolder(values, join('trained', `search-${system}-${seed}`)),
      resume: values.resume === true
    }
    const set = await loadPatches(patches)
    sayBroken(set.broken)
    const placed = await search({ ...asked, set, threads: availableParallelism(), onTraining: show })
    const [winner] = placed as [Placed, ...Placed[]]
    const command = commandOf([
      '--system',
      system,
      '--patches',
      patches,
      ...protocolOf(test),
      ...argumentsOf(winner.recipe)
    ])
    await output.answer({ command, candidates: placed }, () => {
      const table = tableOf(['candidate', 'round', 'epochs', 'AUC', 'options'], placed.map(rowOf))
      return `${table}\n${caution(test)}\n${command}\n`
    })
    return exits.done
  }
}

const rowOf = ({ candidate, round, score, recipe }: Placed) => [
  candidate,
  round,
  recipe.epochs ?? '',
  score?.toFixed(4) ?? 'failed',
  argumentsOf(recipe).join(' ') || '(the recipe of the system)'
]

const protocolOf = (test: string[]) =>
  test.length > 0 ? ['--protocol', 'slides', '--test', test.join(',')] : ['--protocol', 'patients']

/** Returns a command line for a shell. */
const commandOf = (words: string[]): string =>
  [
    'npm run -s ductal -- train',
    ...words.map(word => (/^[\w./,:=@+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
  ].join(' ')

const caution = (test: string[]): string =>
  test.length > 0
    ? `The best AUC of many candidates is optimistic. Evaluate the winner on ${test.join(', ')}, which the search has not seen.`
    : 'The best AUC of many candidates is optimistic, and the search has seen all patients in this folder. Evaluate the winner on others.'

function show({ round, rounds, candidate, group, groups, progress }: SearchProgress): void {
  const { epoch, epochs, loss, remainingSeconds } = progress
  say(
    `round ${round}/${rounds}, candidate ${candidate}, group ${group}/${groups}: epoch ${epoch}/${epochs}, loss ${loss.toFixed(4)}, ${Math.ceil(remainingSeconds)} s left in this training`
  )
}
