/**
 * `npm run -s ductal -- COMMAND …`: the terminal program, including the training commands. Provides
 * OpenSlide to commands that open slides.
 */
import { commandNamed } from '../electron/cli/commands.ts'
import { pathOf } from '../electron/cli/program.ts'
import { topicOf } from '../terminal/program.ts'
import { trainingSummaries } from '../terminal/training-commands.ts'
import { provideOpenslide } from './provide/openslide.ts'

const args = process.argv.slice(2)
const [name, ...rest] = args

if (commandNamed(name)?.reads && !rest.some(word => word === '--help' || word === '-h')) {
  const openslide = await provideOpenslide()
  if (openslide) process.env.DUCTAL_OPENSLIDE = openslide
}
if (Object.hasOwn(trainingSummaries, topicOf(args) ?? name ?? '')) {
  const { runTraining } = await import('../training/main.ts')
  // Paths are relative to where the person typed them, not to where npm runs scripts.
  process.chdir(pathOf('.'))
  // The code that writes also receives the error and handles it.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  process.exitCode = await runTraining(args)
} else await import('../electron/cli/main.ts')
