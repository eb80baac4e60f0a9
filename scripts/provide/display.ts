import { spawn } from 'node:child_process'
import { findProgram, installPackages } from './program.ts'
import { say } from './say.ts'

export interface Display {
  /** Variables to add to the environment of programs that open windows. */
  env: NodeJS.ProcessEnv
  close(): void
}

/** Uses the existing display, else a virtual one. Returns undefined if neither is available. */
export async function openDisplay(): Promise<Display | undefined> {
  if (process.platform !== 'linux' || process.env.DISPLAY) return { env: {}, close() {} }
  const program = await provideXvfb()
  if (program) return openXvfb(program)
  say('no display found, and no Xvfb for a virtual one')
  return undefined
}

async function provideXvfb(): Promise<string | undefined> {
  return findProgram('Xvfb') ?? ((await installPackages('xvfb')) ? findProgram('Xvfb') : undefined)
}

/** Xvfb chooses a free display and writes its number to the given file descriptor. */
async function openXvfb(program: string): Promise<Display | undefined> {
  const args = ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp']
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const number = await new Promise<string | undefined>(resolve => {
    let text = ''
    child.stdio[3]?.on('data', part => {
      text += part
      if (text.includes('\n')) resolve(text.trim())
    })
    child.once('error', () => resolve(undefined))
    child.once('exit', () => resolve(undefined))
  })
  if (number) return { env: { DISPLAY: `:${number}` }, close: () => child.kill() }
  say('Xvfb does not start')
  return undefined
}
