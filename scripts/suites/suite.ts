import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { say } from '../provide/say.ts'
import type { Tally } from './tally.ts'

export interface Suite {
  name: string
  /** Arguments for Node, run with this same version. */
  args: string[]
  /** File that receives the JSON report. */
  report: string
  tally(report: unknown): Tally
}

/**
 * Runs a suite with visible output and counts its report. A suite fails if it writes no report, or
 * if it exits with an error although no test failed.
 */
export async function runSuite(suite: Suite, cwd: string, env: NodeJS.ProcessEnv): Promise<Tally> {
  const child = spawn(process.execPath, suite.args, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'] })
  const status = await new Promise<number | null>(resolve => {
    child.once('error', () => resolve(null))
    child.once('exit', resolve)
  })
  if (!existsSync(suite.report)) {
    say(`${suite.name} ended with ${status} without a report`)
    return { passed: 0, failed: 1, skipped: 0, failures: [] }
  }
  const tally = suite.tally(JSON.parse(readFileSync(suite.report, 'utf8')))
  if (status === 0 || tally.failed > 0) return tally
  say(`${suite.name} ended with ${status} although no test failed`)
  return { ...tally, failed: 1 }
}
