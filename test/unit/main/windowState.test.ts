import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readWindowState, writeWindowState } from '../../../electron/main/windowState.ts'

const folder = mkdtempSync(join(tmpdir(), 'ductal-window-'))
const file = join(folder, 'window.json')
const display = { x: 0, y: 0, width: 1920, height: 1080 }
const bounds = { x: 1700, y: 50, width: 800, height: 600 }

test('restores the bounds of a window and leaves a single file', () => {
  writeWindowState(file, { bounds, maximized: true })
  expect(readWindowState(file, [display])).toEqual({ bounds, maximized: true })
  expect(readdirSync(folder)).toEqual(['window.json'])
})

test('forgets bounds on a display that is gone', () => {
  writeWindowState(file, { bounds: { ...bounds, x: 1900 }, maximized: true })
  expect(readWindowState(file, [display])).toEqual({ bounds: undefined, maximized: false })
  expect(readWindowState(file, [display, { ...display, x: 1920 }]).bounds?.x).toBe(1900)
})

test.each(['', '{', 'null', '[]', '{"bounds":{"x":1}}', '{"bounds":{"x":0,"y":0,"width":"9","height":9}}'])(
  'ignores unreadable state: %s',
  text => {
    writeFileSync(file, text)
    expect(readWindowState(file, [display])).toEqual({ bounds: undefined, maximized: false })
  }
)
