import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication } from '@playwright/test'

export const appOf = (app: ElectronApplication | undefined): ElectronApplication => {
  if (!app) throw new Error('This spec is for Electron.')
  return app
}

/** Process id of the host: a child of main that runs the host script or Electron's Node service. */
export function hostOf(main: number): number {
  const hosts = readdirSync('/proc')
    .map(Number)
    .filter(pid => pid > 0 && isHost(pid, main))
  return hosts[0] ?? 0
}

/** Linux's status of each child of a process. */
export const childrenOf = (parent: number): string[] =>
  readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(statusOf)
    .filter(status => new RegExp(`^PPid:\\s*${parent}$`, 'm').test(status))

/** Empty for a process that has ended. */
function statusOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    return ''
  }
}

function isHost(pid: number, main: number): boolean {
  try {
    const parent = Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
    const command = readFileSync(join('/proc', String(pid), 'cmdline'), 'utf8')
    return parent === main && /host\.cjs|node\.mojom\.NodeService/.test(command)
  } catch {
    return false
  }
}
