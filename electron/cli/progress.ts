import type { Run } from '../../contract/runs/run.ts'

/** Output for progress: a terminal shows one changing line, anything else an occasional line. */
export interface Screen {
  isTTY?: boolean
  write(text: string): unknown
}

const barLength = 24
/** Minimum time between two lines without a terminal, in ms. */
const pause = 10_000

/** Shows the progress of runs. */
export class Progress {
  readonly #screen: Screen
  #shown = 0
  #next = 0

  constructor(screen: Screen) {
    this.#screen = screen
  }

  show(name: string, run: Run): void {
    if (this.#screen.isTTY) {
      const line = `${name} ${barOf(run)} ${figuresOf(run)}`
      this.#screen.write(`\r${line.padEnd(this.#shown)}`)
      this.#shown = line.length
      return
    }
    if (run.status !== 'running' || Date.now() < this.#next) return
    this.#next = Date.now() + pause
    this.#screen.write(`${name}: ${figuresOf(run)}\n`)
  }

  /** Clears the progress line to make room for other lines. */
  clear(): void {
    if (this.#shown > 0) this.#screen.write(`\r${' '.repeat(this.#shown)}\r`)
    this.#shown = 0
  }
}

const shareOf = ({ tiles }: Run) =>
  tiles.total === 0 ? 1 : (tiles.done + tiles.failed + tiles.background) / tiles.total

function barOf(run: Run): string {
  const full = Math.round(shareOf(run) * barLength)
  return `[${'#'.repeat(full)}${'-'.repeat(barLength - full)}]`
}

function figuresOf(run: Run): string {
  const parts = [`${Math.floor(shareOf(run) * 100)} %`, `${run.patches} patches`]
  if (run.patchesPerSecond > 0) parts.push(`${Math.round(run.patchesPerSecond)}/s`)
  if (run.remainingSeconds !== null) parts.push(`${timeOf(run.remainingSeconds)} left`)
  if (run.tiles.failed > 0)
    parts.push(run.tiles.failed === 1 ? '1 tile failed' : `${run.tiles.failed} tiles failed`)
  return parts.join(', ')
}

/** Formats minutes and seconds, preceded by hours if there are any. */
export function timeOf(seconds: number): string {
  const whole = Math.ceil(seconds)
  const two = (value: number) => String(value).padStart(2, '0')
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60]
  return `${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(whole % 60)}`
}
