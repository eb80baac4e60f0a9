/**
 * `npm start [-- --browser --port N --data FOLDER --no-open --no-demo PATH…]`: opens a window if
 * Electron and a display are available, else the same program in a browser on this machine.
 */
import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { build } from './build.ts'
import { provideElectron } from './provide/electron.ts'
import { provideOpenslide } from './provide/openslide.ts'
import { starts } from './provide/program.ts'
import { say } from './provide/say.ts'

const root = join(import.meta.dirname, '..')
const args = process.argv.slice(2)
const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)

async function electron(): Promise<string | undefined> {
  if (args.some(arg => /^--(browser|port|no-open)\b/.test(arg))) return undefined
  if (!hasDisplay) {
    say('No display found. Ductal opens in a browser.')
    return undefined
  }
  const program = await provideElectron()
  if (program && (await starts(program))) return program
  say(`Electron ${program ? 'does not start' : 'is not available'}. Ductal opens in a browser.`)
  return undefined
}

/**
 * Removes `--data FOLDER` or `--data=FOLDER` from the arguments and returns its value. The window's
 * own process reads the folder from the environment.
 */
function dataFolder(): string | undefined {
  const at = args.findIndex(arg => arg === '--data' || arg.startsWith('--data='))
  if (at < 0) return undefined
  const value = args[at] === '--data' ? args.splice(at, 2)[1] : args.splice(at, 1)[0]?.slice('--data='.length)
  return value ? resolve(value) : undefined
}

function openWindow(program: string): void {
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const data = dataFolder()
  const env = data ? { ...process.env, DUCTAL_DATA: data } : process.env
  const child = spawn(program, [...asRoot, root, ...args], { stdio: 'inherit', env })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
  child.once('exit', status => process.exit(status ?? 1))
}

async function openBrowserDoor(): Promise<void> {
  process.argv.splice(2, Infinity, ...args.filter(arg => arg !== '--browser'))
  await import('../electron/browser/main.ts')
}

try {
  const openslide = await provideOpenslide()
  if (openslide) process.env.DUCTAL_OPENSLIDE = openslide
  await build()
  const program = await electron()
  if (program) openWindow(program)
  else await openBrowserDoor()
} catch (error) {
  say((error as Error).message)
  process.exit(1)
}
