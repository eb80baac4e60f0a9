/** `npm run openslide`: finds OpenSlide, or downloads it with pip, and says where it is. */
import { provideOpenslide } from './provide/openslide.ts'
import { say } from './provide/say.ts'

const path = await provideOpenslide()
if (path) say(`OpenSlide is at ${path}. Start Ductal again to use it.`)
else {
  say(
    'Check the network, and that pip works (“python3 -m pip --version”). Or install OpenSlide 4.0.1 or newer yourself and set DUCTAL_OPENSLIDE to its library file.'
  )
  process.exitCode = 1
}
