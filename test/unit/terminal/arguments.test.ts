import { expect, test } from 'vitest'
import { errorMeanings } from '../../../contract/errors.ts'
import { commands } from '../../../electron/cli/commands.ts'
import { runIdOf } from '../../../electron/cli/options.ts'
import { Progress, timeOf } from '../../../electron/cli/progress.ts'
import { overview } from '../../../electron/cli/terminal.ts'
import { type Command, flag, text, texts } from '../../../terminal/command.ts'
import { exitOf, exits, worst } from '../../../terminal/exit.ts'
import { tableOf } from '../../../terminal/output.ts'
import { parse } from '../../../terminal/program.ts'
import { numberOf, wordOf } from '../../../terminal/values.ts'
import { run } from '../exports/source.ts'

test('accepts only numbers within their limits', () => {
  const limits = { min: 0, max: 1 }
  expect(numberOf({ threshold: '0.25' }, 'threshold', limits)).toBe(0.25)
  expect(numberOf({}, 'threshold', limits)).toBeUndefined()
  for (const text of ['', ' ', '1.1', '-0.1', 'half', 'NaN', 'Infinity', '0,5'])
    expect(() => numberOf({ threshold: text }, 'threshold', limits)).toThrow(/^--threshold needs a number/)
  expect(() => numberOf({ stride: '2.5' }, 'stride', { min: 1, max: 9, whole: true })).toThrow(/whole/)
})

test('names unknown words and runs', () => {
  expect(wordOf({ engine: 'cpu' }, 'engine', ['auto', 'cpu'])).toBe('cpu')
  expect(() => wordOf({ engine: 'gpu' }, 'engine', ['auto', 'cpu'])).toThrow('auto, cpu, not “gpu”')
  expect(runIdOf('12')).toBe(12)
  for (const text of ['0', '-1', '1.5', 'all', '', '1e3'])
    expect(() => runIdOf(text)).toThrow(/must be the number of an analysis/)
})

const command: Command = {
  name: 'example',
  synopsis: 'PATH [--data DIR]',
  summary: 'Show how a command line is parsed.',
  options: { data: text('DIR', 'data folder'), json: flag('as JSON'), note: texts('TEXT', 'a note') },
  positionals: { min: 1, max: 2 },
  run: async () => exits.done
}

test('parses options and arguments in any order', () => {
  const line = ['a', '--json', '--note', 'x', 'b', '--note=y', '--data', '-1-1']
  expect(parse(command, line)).toEqual({
    help: null,
    values: { json: true, note: ['x', 'y'], data: '-1-1' },
    positionals: ['a', 'b']
  })
  expect(parse(command, ['a']).values).toEqual({})
})

test('refuses an invalid command line and names what is allowed', () => {
  const refusals: [string[], RegExp][] = [
    [['a', '--frob'], /^Unknown option '--frob'\. Allowed options: --data, --json, --note\.$/],
    [['a', '--data'], /^Option '--data <value>' argument missing\. Allowed/],
    [['a', '--data', '--json'], /^Option '--data <value>' argument missing\. Allowed/],
    [['a', '--json=yes'], /^Unknown option '--json=yes'\. Allowed/],
    [[], /^Something is missing\. Usage: “example PATH \[--data DIR\]”\.$/],
    [['a', 'b', 'c'], /^Unexpected “c”\. Usage/]
  ]
  for (const [line, sentence] of refusals)
    expect(() => parse(command, line)).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.stringMatching(sentence) })
    )
})

test('shows help whatever else is wrong with the line', () => {
  const { help } = parse(command, ['--frob', '--data', '--help'])
  expect(help).toBe(`Usage: npm run -s ductal -- example PATH [--data DIR]

Show how a command line is parsed.

  --data DIR   data folder
  --json       as JSON
  --note TEXT  a note
`)
})

test('every code of the contract has an exit code, and only success is 0', () => {
  for (const code of Object.keys(errorMeanings) as (keyof typeof errorMeanings)[])
    expect(exitOf(code)).toBeGreaterThan(0)
  expect(exitOf('usage')).toBe(2)
  expect(exitOf('slide/no-resolution')).toBe(3)
  expect(exitOf('path/missing')).toBe(3)
  expect(exitOf('library/in-use')).toBe(5)
  expect(exitOf('model/hash')).toBe(6)
  expect(exitOf('export/unwritable')).toBe(7)
  expect(exitOf('call/cancelled')).toBe(130)
  expect(exitOf('internal')).toBe(1)
})

test('returns the worst exit code of several slides', () => {
  expect(worst([])).toBe(exits.done)
  expect(worst([0, 4, 0])).toBe(4)
  expect(worst([4, 3, 0])).toBe(3)
  expect(worst([3, 130, 1])).toBe(130)
})

test('help has a page for every command, with all its options', () => {
  for (const command of commands) {
    expect(overview()).toContain(`  ${command.name}`)
    const { help: page } = parse(command, ['--help'])
    for (const option of Object.keys(command.options))
      expect(page).toMatch(new RegExp(`^  --${option} +\\S`, 'm'))
  }
})

test('aligns columns, numbers to the right', () => {
  expect(
    tableOf(
      ['run', 'name'],
      [
        [1, 'a'],
        [23, 'bc']
      ]
    )
  ).toBe('run  name\n  1  a\n 23  bc\n')
})

const running = (done: number) =>
  run({ status: 'running', tiles: { total: 8, done, failed: 0, background: 2 }, remainingSeconds: 75 })

test('shows progress as one changing line on a terminal and as occasional lines elsewhere', () => {
  let screen = ''
  const shown = new Progress({ isTTY: true, write: text => (screen += text) })
  shown.show('slide', running(2))
  shown.show('slide', running(4))
  expect(screen).toMatch(
    /^\rslide \[#{12}-{12}\] 50 %.*\rslide \[#{18}-{6}\] 75 %, 34 patches, 23\/s, 1:15 left$/
  )
  shown.clear()
  expect(screen).toMatch(/\r +\r$/)

  let file = ''
  const written = new Progress({ write: text => (file += text) })
  for (let done = 0; done < 6; done++) written.show('slide', running(done))
  expect(file.split('\n')).toEqual([expect.stringMatching(/^slide: 25 %/), ''])
})

test('formats times like a clock', () => {
  expect([timeOf(0), timeOf(9.2), timeOf(75), timeOf(3725)]).toEqual(['0:00', '0:10', '1:15', '1:02:05'])
})

test('repairs the text of options and refuses enormous text, but takes paths as they are', () => {
  const broken = 'cafe\u0301 \u202eabc'
  const { values } = parse(command, ['a', '--note', broken, '--data', broken])
  expect(values).toEqual({ note: ['café abc'], data: broken })
  expect(() => parse(command, ['a', '--note', 'x'.repeat(10_001)])).toThrow('--note has 10001 characters')
})
