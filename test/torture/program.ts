import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Client } from '../../contract/transport/client.ts'
import { children, stateOf } from '../support/processes.ts'
import { enter, type Session } from './browser.ts'

const root = join(import.meta.dirname, '..', '..')

export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

export interface StartOptions {
  data: string
  /** Folder in which pages may save files. */
  out: string
  /** Jumps of the clock, as clock.ts takes them. */
  clock?: [after: number, by: number][] | undefined
  /** Largest size of a file in bytes, a limit of the system. */
  largestFile?: number | undefined
}

/** The processes that a signal is sent to; `worker` is one of the workers. */
export type Victims = 'host' | 'worker' | 'all'

/** Seconds after which a process that should end counts as stuck. The machine may be busy. */
const patience = 120

/** The program behind its browser entry point, in a process group of its own. */
export class Program {
  readonly ended: Promise<Ended>
  readonly #child: ChildProcess
  readonly #session: Session
  readonly #workers = new Set<number>()

  private constructor(child: ChildProcess, session: Session, ended: Promise<Ended>) {
    this.#child = child
    this.#session = session
    this.ended = ended
  }

  /** Returns the running program, or how it ended if it refused to start. */
  static async start(options: StartOptions): Promise<Program | Ended> {
    const child = spawnNode(
      [
        ...(options.clock ? ['--import', pathToFileURL(join(import.meta.dirname, 'clock.ts')).href] : []),
        join(root, 'electron', 'browser', 'main.ts'),
        ...['--data', options.data, '--save-to', options.out, '--port', '0', '--no-open', '--no-demo']
      ],
      options
    )
    const ended = endOf(child)
    const address = new Promise<string>(resolve => {
      let text = ''
      child.stdout?.on('data', (part: string) => {
        text += part
        const found = /running at (\S+)\n/.exec(text)?.[1]
        if (found) resolve(found)
      })
    })
    const first = await Promise.race([address, ended])
    if (typeof first !== 'string') return first
    return new Program(child, await enter(first), ended)
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** Opens the program in one more tab. */
  tab(): Promise<Client> {
    return this.#session.open()
  }

  /** Fetches a file that was written as a download. */
  download(address: string): Promise<Uint8Array> {
    return this.#session.download(address)
  }

  /** @param which number of the worker, if only one is killed */
  kill(victims: Victims, signal: NodeJS.Signals, which = 0): void {
    if (!this.isRunning) return
    const pid = this.#child.pid!
    const workers = children(pid).map(child => child.pid)
    for (const worker of workers) this.#workers.add(worker)
    if (victims === 'all') send(-pid, signal)
    else if (victims === 'host') send(pid, signal)
    else if (workers.length > 0) send(workers[which % workers.length]!, signal)
  }

  /** Stops the program as a user does, and waits for its end. */
  stop(): Promise<Ended> {
    this.kill('host', 'SIGTERM')
    return this.ended
  }

  /** Waits for the end of the workers seen at a kill; returns how many do not end. */
  async orphans(): Promise<number> {
    const alive = () => [...this.#workers].filter(pid => stateOf(pid)).length
    for (let waited = 0; alive() > 0 && waited < patience * 10; waited++) await pause(100)
    const left = alive()
    for (const pid of this.#workers) if (stateOf(pid)) send(pid, 'SIGKILL')
    return left
  }
}

/** Runs a command of the terminal. */
export async function ductal(words: string[], kill?: { after: number }): Promise<Ended> {
  const child = spawnNode([join(root, 'electron', 'cli', 'main.ts'), ...words])
  const ended = endOf(child)
  if (kill) {
    await Promise.race([pause(kill.after), ended])
    child.kill('SIGKILL')
  }
  return ended
}

export const pause = (ms: number) => new Promise<void>(resolve => void setTimeout(resolve, ms))

function spawnNode(args: string[], { clock, largestFile }: Partial<StartOptions> = {}): ChildProcess {
  const node = [process.execPath, ...args]
  // A shell sets the limit; without `trap`, the system would end the program at the limit.
  const [command, ...rest] =
    largestFile === undefined
      ? node
      : ['sh', '-c', `trap '' XFSZ; ulimit -f ${Math.ceil(largestFile / 512)}; exec "$@"`, 'sh', ...node]
  return spawn(command!, rest, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ...(clock && { DUCTAL_TEST_CLOCK: JSON.stringify(clock) }),
      ...(largestFile !== undefined && { NODE_DISABLE_COMPILE_CACHE: '1' })
    }
  })
}

/** Ends whatever is left when the torture ends before its programs. */
const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const { pid } of running) if (pid !== undefined) send(-pid, 'SIGKILL')
})

async function endOf(child: ChildProcess): Promise<Ended> {
  running.add(child)
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text
    })
  const closed = once(child, 'close')
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
  running.delete(child)
  // All output has arrived once the pipes close. Workers that outlive their host keep them open.
  await Promise.race([closed, pause(5000)])
  return { code, signal, ...texts }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
