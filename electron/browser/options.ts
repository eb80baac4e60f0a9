import { parseArgs } from 'node:util'
import { DuctalError } from '../../contract/errors.ts'

export interface Options {
  /** 0 picks a free port; undefined tries the usual port first, then a free one. */
  port: number | undefined
  /** Undefined selects the user's default data folder. */
  data: string | undefined
  /** Whether to open the default browser. */
  open: boolean
  /** Whether to add the demo slide to an empty library. */
  demo: boolean
  /** Folder in which pages may write files by name; undefined offers downloads only. */
  saveTo: string | undefined
  /** Slides and folders to open at startup. */
  paths: string[]
}

/**
 * Parses the command line.
 * @throws DuctalError usage
 */
export function optionsOf(args: string[]): Options {
  const { values, positionals } = parse(args)
  return {
    port: values.port === undefined ? undefined : portOf(values.port),
    data: values.data,
    open: !values['no-open'],
    demo: !values['no-demo'],
    saveTo: values['save-to'],
    paths: positionals
  }
}

function portOf(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65535) return port
  throw new DuctalError('usage', `--port needs a number from 0 to 65535, not “${text}”.`)
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        port: { type: 'string' },
        data: { type: 'string' },
        'save-to': { type: 'string' },
        'no-open': { type: 'boolean', default: false },
        'no-demo': { type: 'boolean', default: false }
      }
    })
  } catch (error) {
    const reason = (error as Error).message.split('. ')[0]
    throw new DuctalError(
      'usage',
      `${reason}. Allowed are --port N, --data FOLDER, --save-to FOLDER, --no-open, --no-demo and paths of slides.`
    )
  }
}
