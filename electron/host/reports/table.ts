import { squareOf } from './places.ts'
import { classesOf, missing, type Source } from './source.ts'

/**
 * WSInfer's table: one line a patch, level-0 pixels, one probability a class. A run that is not whole has one column more,
 * which says so in every line, because the layout has no other place for it.
 * @param lacks what is missing; null where another file says it
 */
export function* tableOf(source: Source, lacks = missing(source)): Generator<string> {
  const { run, model, predictions } = source
  const names = classesOf(model).map(name => cell(`prob_${name}`))
  const header = ['minx', 'miny', 'width', 'height', ...names, ...(lacks ? ['missing'] : [])]
  const last = lacks ? `,${cell(lacks)}` : ''
  yield `${header.join(',')}\n`
  const { patch } = run.grid
  for (const { row, col, probability } of predictions) {
    const { left, top } = squareOf(run.grid, row, col)
    yield `${left},${top},${patch},${patch},${1 - probability},${probability}${last}\n`
  }
}

/** Quoted where RFC 4180 asks for it. */
export const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
