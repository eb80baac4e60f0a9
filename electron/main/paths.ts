import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

/**
 * Returns the paths of a command line, made absolute. In development, arguments up to the program's
 * own folder belong to Electron.
 */
export function pathsOf(argv: string[], appPath: string | undefined, cwd: string): string[] {
  const own = appPath === undefined ? 0 : argv.findIndex(arg => resolve(cwd, arg) === resolve(appPath))
  return argv
    .slice(own + 1)
    .filter(arg => arg !== '' && !arg.startsWith('-'))
    .map(arg => resolve(cwd, arg))
    .filter(path => existsSync(path))
}

/** Paths waiting for a page to open them. */
export class Opening {
  private waiting: string[] = []
  private send: ((paths: string[]) => void) | undefined

  add(paths: string[]): void {
    if (paths.length === 0) return
    if (this.send) this.send(paths)
    else this.waiting.push(...paths)
  }

  /** Sends paths to this page from now on. */
  to(send: (paths: string[]) => void): void {
    this.send = send
    this.add(this.waiting.splice(0))
  }

  /** The page is gone; keeps paths for the next one. */
  hold(): void {
    this.send = undefined
  }
}
