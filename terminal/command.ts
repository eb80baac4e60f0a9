import type { Exit } from './exit.ts'
import type { Output } from './output.ts'
import type { Values } from './values.ts'

/** An option of a command. One without a placeholder is a switch. */
export interface CommandOption {
  /** Stands for the value in the help, such as NAME. */
  placeholder?: string
  meaning: string
  /** Whether the option may occur several times. */
  many?: boolean
}

/** Placeholders of paths, which are taken exactly as they are typed. */
const paths = /\b(DIR|FILE|PATH)\b/

export const namesPath = ({ placeholder = '' }: CommandOption): boolean => paths.test(placeholder)

export const flag = (meaning: string): CommandOption => ({ meaning })
export const text = (placeholder: string, meaning: string): CommandOption => ({ placeholder, meaning })
export const texts = (placeholder: string, meaning: string): CommandOption => ({
  placeholder,
  meaning,
  many: true
})

/** Input of a command. */
interface Invocation {
  values: Values
  positionals: string[]
  output: Output
  /** Aborts on Ctrl-C and other requests to end, where the program listens for them. */
  signal: AbortSignal
}

/** A command of the terminal: one file each. */
export interface Command {
  name: string
  /** Arguments, as help shows them after the name. */
  synopsis: string
  summary: string
  /** By name, without the dashes. */
  options: Readonly<Record<string, CommandOption>>
  /** Number of arguments besides the options. Absent: none. */
  positionals?: { min: number; max: number }
  /** Whether it opens slides, and so needs OpenSlide. Absent: no. */
  reads?: boolean
  /** @throws DuctalError */
  run(invocation: Invocation): Promise<Exit>
}

/** Picks a command's options from those that a program knows, in the given order. */
export const pick = <K extends string>(known: Readonly<Record<K, CommandOption>>, names: readonly K[]) =>
  Object.fromEntries(names.map(name => [name, known[name]])) as Record<K, CommandOption>
