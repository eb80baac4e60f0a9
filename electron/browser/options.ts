import { parseArgs } from 'node:util'
import { DuctalError } from '../../contract/errors.ts'

export interface Options {
  /** 0 takes a free port; undefined takes the usual one, or a free one where that is taken. */
  port: number | undefined
  /** Undefined means this user's own data folder. */
  data: string | undefined
  /** Whether to open the default browser. */
  open: boolean
  /** Whether an empty library gets the demo slide. */
  demo: boolean
  /** Slides and folders to open at once. */
  paths: string[]
}

/** Reads the command line; throws `usage` with a sentence. */
export function optionsOf(args: string[]): Options {
  const { values, positionals } = parse(args)
  return {
    port: values.port === undefined ? undefined : portOf(values.port),
    data: values.data,
    open: !values['no-open'],
    demo: !values['no-demo'],
    paths: positionals
  }
}

function portOf(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65535) return port
  throw new DuctalError('usage', `--port takes a number from 0 to 65535, not “${text}”.`)
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        port: { type: 'string' },
        data: { type: 'string' },
        'no-open': { type: 'boolean', default: false },
        'no-demo': { type: 'boolean', default: false }
      }
    })
  } catch (error) {
    const reason = (error as Error).message.split('. ')[0]
    throw new DuctalError(
      'usage',
      `${reason}: known are --port N, --data FOLDER, --no-open, --no-demo and paths of slides.`
    )
  }
}
