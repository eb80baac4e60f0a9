import { expect, test } from 'vitest'
import { optionsOf } from '../../../electron/browser/options.ts'

test('uses the usual port, the data folder of this user, a browser and the demo by default', () => {
  expect(optionsOf([])).toEqual({ port: undefined, data: undefined, open: true, demo: true, paths: [] })
})

test('reads every option', () => {
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
  'reports an invalid command line as a usage error: %j',
  args => {
    expect(() => optionsOf(args)).toThrow(expect.objectContaining({ code: 'usage' }))
  }
)
