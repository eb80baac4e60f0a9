/**
 * `npm run package [-- OPTIONS OF electron-builder]`: builds, copies OpenSlide next to the program,
 * and packages for this platform.
 */
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { build } from './build.ts'
import { provideOpenslide } from './provide/openslide.ts'
import { say } from './provide/say.ts'

const root = join(import.meta.dirname, '..')

try {
  await build()
  const openslide = await provideOpenslide()
  if (!openslide || !existsSync(openslide))
    throw new Error('A package must include OpenSlide. Set DUCTAL_OPENSLIDE to its library file.')
  const lib = join(root, 'out', 'lib')
  mkdirSync(lib, { recursive: true })
  copyFileSync(openslide, join(lib, basename(openslide)))
  const builder = join(root, 'node_modules', 'electron-builder', 'cli.js')
  const { status } = spawnSync(process.execPath, [builder, ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit'
  })
  process.exitCode = status ?? 1
} catch (error) {
  say((error as Error).message)
  process.exitCode = 1
}
