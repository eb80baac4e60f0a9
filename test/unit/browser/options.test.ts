import { expect, test } from 'vitest'
import { optionsOf } from '../../../electron/browser/options.ts'

test('without options: the usual port, this user’s folder, a browser, the demo', () => {
  expect(optionsOf([])).toEqual({ port: undefined, data: undefined, open: true, demo: true, paths: [] })
})

test('every option counts', () => {
  const args = ['--port', '8017', '--data=/somewhere', '--no-open', '--no-demo', 'a.svs', 'b']
  expect(optionsOf(args)).toEqual({
    port: 8017,
    data: '/somewhere',
    open: false,
    demo: false,
    paths: ['a.svs', 'b']
  })
})

test.each([[['--port', 'x']], [['--port', '65536']], [['--port', '-1']], [['--bogus']]])(
  'a command line that is not understood is a usage error: %j',
  args => {
    expect(() => optionsOf(args)).toThrow(expect.objectContaining({ code: 'usage' }))
  }
)
