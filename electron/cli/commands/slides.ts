import type { Slide } from '../../../contract/slides/slide.ts'
import type { Command } from '../../../terminal/command.ts'
import { exits } from '../../../terminal/exit.ts'
import { tableOf } from '../../../terminal/output.ts'
import { options } from '../options.ts'
import { withHost } from '../session.ts'

export const slides: Command = {
  name: 'slides',
  synopsis: '[--data DIR] [--json]',
  summary: 'List the slides in the library.',
  options: options('data', 'json'),
  async run({ values, output }) {
    const slides = await withHost(values, client => client.call('slides.list', undefined))
    await output.answer(slides, () => textOf(slides))
    return exits.done
  }
}

function textOf(slides: Slide[]): string {
  if (slides.length === 0) return 'The library has no slides yet. Open one with “analyze PATH”.\n'
  return tableOf(
    ['slide', 'name', 'format', 'width', 'height', 'µm/px', 'path'],
    slides.map(({ id, name, vendor, width, height, mpp, missing, changed, path }) => [
      id,
      name,
      vendor,
      width,
      height,
      mpp ?? '?',
      changed ? `${path} (changed)` : missing ? `${path} (missing)` : path
    ])
  )
}
