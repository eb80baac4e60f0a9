/**
 * `npm run -s ductal -- COMMAND …`: the terminal program, including the training commands. Provides
 * OpenSlide to commands that open slides.
 */
import { commandNamed } from '../electron/cli/commands.ts'
import { provideOpenslide } from './provide/openslide.ts'
import { trainingTerminal, trains } from './training.ts'

const [name, ...rest] = process.argv.slice(2)
const asksForHelp = rest.includes('--help') || rest.includes('-h')

if (commandNamed(name)?.reads && !asksForHelp) {
  const openslide = await provideOpenslide()
  if (openslide) process.env.DUCTAL_OPENSLIDE = openslide
}
if (trains(name === 'help' ? rest.find(word => !word.startsWith('-')) : name))
  process.exitCode = await trainingTerminal(process.argv.slice(2))
else await import('../electron/cli/main.ts')
