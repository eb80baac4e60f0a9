import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { _electron, type Browser, type ElectronApplication, type Locator, type Page } from '@playwright/test'
import { texts } from '../../renderer/texts.ts'

export const root = join(import.meta.dirname, '..', '..')

/** Runs the terminal program. Returns its exit code and output. */
export const ductal = (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
  new Promise(resolve => {
    const main = join(root, 'electron', 'cli', 'main.ts')
    const child = execFile(process.execPath, [main, ...args], (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr })
    )
  })

/** One running program, started through one entry point on one data folder. */
export interface Running {
  page: Page
  /** Electron only. */
  app: ElectronApplication | undefined
  /** Closes the program as a user does. */
  close(): Promise<void>
  /** Sends SIGKILL, like a crash or a power cut. */
  kill(): Promise<void>
  /** Ends the program but leaves its page open; an Electron window closes with its program. */
  stopHost(): Promise<void>
}

export interface Start {
  data: string
  demo: boolean
  paths?: string[]
  /** Called with the page before it loads anything, where the entry point allows it. */
  hear?(page: Page): void
}

/** The folder into which a test's program saves files: next to its data folder, not within it. */
export const saveFolder = (data: string) => `${data}-saved`

const options = ({ demo, paths = [] }: Start) => [...(demo ? [] : ['--no-demo']), ...paths]

const ended = (child: ChildProcess) =>
  new Promise<void>(resolve => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once('exit', () => resolve())
  })

/** Starts the browser version of the program and opens the address it prints. */
/**
 * Saves under a path from an open dialog of the page: enters the name, or answers the native dialog
 * of Electron with the path.
 */
export async function saveAs(running: Running, dialog: Locator, button: string, path: string): Promise<void> {
  if (running.app)
    await running.app.evaluate(({ dialog: native }, filePath) => {
      native.showSaveDialog = async () => ({ canceled: false, filePath })
    }, path)
  else await dialog.getByLabel(texts.export.name, { exact: true }).fill(basename(path))
  await dialog.getByRole('button', { name: button, exact: true }).click()
}

export async function startInBrowser(browser: Browser, start: Start): Promise<Running> {
  const door = join(root, 'electron', 'browser', 'main.ts')
  mkdirSync(saveFolder(start.data), { recursive: true })
  const child = spawn(
    process.execPath,
    [
      ...[door, '--no-open', '--port', '0', '--data', start.data],
      ...['--save-to', saveFolder(start.data), ...options(start)]
    ],
    {
      stdio: ['ignore', 'pipe', 'inherit']
    }
  )
  const address = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stdout.on('data', part => {
      text += part
      const found = /http:\S+/.exec(text)?.[0]
      if (found && text.includes('\n')) resolve(found)
    })
    child.once('exit', status => reject(new Error(`The program ended with ${status}: ${text}`)))
  })
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } })
  const page = await context.newPage()
  start.hear?.(page)
  await page.goto(address)
  await page.waitForURL(url => url.search === '')
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    await ended(child)
  }
  return {
    page,
    app: undefined,
    close: () => end('SIGTERM').then(() => context.close()),
    kill: () => end('SIGKILL').then(() => context.close()),
    stopHost: () => end('SIGTERM')
  }
}

/** Returns why there is no Electron to test in; undefined when there is one. */
export function withoutElectron(): string | undefined {
  if (!process.env.DUCTAL_ELECTRON) return 'Electron is not available; npm test prints the reason'
  return process.platform === 'linux' && !process.env.DISPLAY ? 'no display for Electron' : undefined
}

/** Command that starts Electron on the built program; preloads a shim for older versions. */
export function electronCommand(start: Start): {
  command: string
  args: string[]
  env: Record<string, string>
} {
  const shim = process.env.DUCTAL_ELECTRON_SHIM
  return {
    command: process.env.DUCTAL_ELECTRON ?? '',
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...(shim ? ['-r', shim] : []),
      root,
      ...options(start)
    ],
    env: {
      ...(process.env as Record<string, string>),
      DUCTAL_DATA: start.data,
      DUCTAL_TEST_NODE: process.execPath
    }
  }
}

function launch(start: Start): Promise<ElectronApplication> {
  const { command, args, env } = electronCommand(start)
  return _electron.launch({ executablePath: command, args, cwd: root, env, timeout: 40_000 })
}

export async function startInElectron(start: Start): Promise<Running> {
  mkdirSync(saveFolder(start.data), { recursive: true })
  // On a busy machine an older Electron sometimes hangs before its first line runs, so retry once.
  const app = await launch(start).catch(() => launch(start))
  const page = await app.firstWindow()
  start.hear?.(page)
  await page.waitForLoadState()
  return {
    page,
    app,
    close: () => app.close(),
    stopHost: () => app.close(),
    async kill() {
      const child = app.process()
      child.kill('SIGKILL')
      await ended(child)
    }
  }
}
