import { readdirSync, readFileSync } from 'node:fs'

/** What Linux says about a process. */
export interface ProcessState {
  pid: number
  /** Processor time in seconds. */
  seconds: number
  /** Largest memory so far, in bytes. */
  peak: number
}

const ticksPerSecond = 100

/** Processes that a process has started, by default this one. Empty on other systems than Linux. */
export function children(of = process.pid): ProcessState[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(pid => parentOf(pid) === of)
    .map(stateOf)
    .filter(state => state !== undefined)
}

function parentOf(pid: number): number {
  return Number(statOf(pid)?.[1] ?? 0)
}

export function stateOf(pid: number): ProcessState | undefined {
  try {
    const fields = statOf(pid)
    const peak = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    if (!fields || !peak) return undefined
    const seconds = (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
    return { pid, seconds, peak: Number(peak) * 1024 }
  } catch {
    return undefined
  }
}

/** Fields of proc(5) from the state on; the name before them may contain spaces. */
function statOf(pid: number): string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ')
  } catch {
    return undefined
  }
}
