/** `npm run -s ductal -- COMMAND …`: the terminal, with OpenSlide where a command opens slides. */
import { commandNamed } from '../electron/cli/commands.ts'
import { provideOpenslide } from './provide/openslide.ts'

const [name, ...rest] = process.argv.slice(2)
const asksForHelp = rest.includes('--help') || rest.includes('-h')

if (commandNamed(name)?.reads && !asksForHelp) {
  const openslide = await provideOpenslide()
  if (openslide) process.env.DUCTAL_OPENSLIDE = openslide
}
await import('../electron/cli/main.ts')
