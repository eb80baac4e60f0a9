import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { say } from './provide/say.ts'
import type { Tally } from './tally.ts'

export interface Suite {
  name: string
  /** For this same Node. */
  args: string[]
  /** File that its JSON report is written to. */
  report: string
  tally(report: unknown): Tally
}

/** Runs a suite in sight and counts its report. One that ends badly without a failed test, or does not report, has failed. */
export async function runSuite(suite: Suite, cwd: string, env: NodeJS.ProcessEnv): Promise<Tally> {
  const child = spawn(process.execPath, suite.args, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'] })
  const status = await new Promise<number | null>(resolve => {
    child.once('error', () => resolve(null))
    child.once('exit', resolve)
  })
  if (!existsSync(suite.report)) {
    say(`${suite.name} ended with ${status} and did not report`)
    return { passed: 0, failed: 1, skipped: 0 }
  }
  const tally = suite.tally(JSON.parse(readFileSync(suite.report, 'utf8')))
  if (status === 0 || tally.failed > 0) return tally
  say(`${suite.name} ended with ${status} although no test failed`)
  return { ...tally, failed: 1 }
}
