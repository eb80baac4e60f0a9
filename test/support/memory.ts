import { readFileSync } from 'node:fs'

/**
 * Peak memory of this process in MB. On Linux, `resourceUsage` would also count the parent, whose
 * memory a child process shares until it starts its own program.
 */
export function peakMegabytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS / 1024
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))
  return Number(peak?.[1]) / 1024
}
