import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { damageTable } from '../support/damage.ts'
import { writePatchFolder } from '../support/patches.ts'
import { expect, test } from './fixture.ts'
import { root } from './program.ts'
import { breaches, inScheme, openPath, slideEntry, slideIsPainted, texts } from './steps.ts'

/** Width of the overview on screen, and how many pixels its canvas differs from that width. */
const overview = (page: Page) =>
  page.locator('.navigator canvas').evaluate(canvas => {
    if (!(canvas instanceof HTMLCanvasElement)) throw new Error('The overview is no canvas.')
    return { shown: canvas.clientWidth, behind: Math.abs(canvas.width - canvas.clientWidth) }
  })

test('a second tab sees the same library; another browser is refused', async ({ program, playwright }) => {
  const folder = await writePatchFolder(program.data, '7003', 2, 2)
  const page = await program.start()
  const second = await page.context().newPage()
  await second.goto(page.url())
  await expect(second.getByText(texts.library.emptyList)).toBeVisible()
  await openPath(program, folder)
  await expect(slideEntry(page, '7003')).toBeVisible()
  await expect(slideEntry(second, '7003')).toBeVisible()

  const stranger = await playwright.request.newContext()
  const answer = await stranger.get(page.url())
  expect(answer.status()).toBe(401)
  expect(await answer.text()).toContain('This browser has no access')
  await stranger.dispose()
})

/**
 * Runs in the page: holds back the host's messages until `arrive()` is called and then delivers
 * them in one piece, as happens on a very busy machine.
 */
function heldBack(): void {
  const real = window.fetch
  window.fetch = async (input, init) => {
    const answer = await real(input, init)
    if (!String(input).endsWith('/port') || !answer.body) return answer
    const held: Uint8Array<ArrayBuffer>[] = []
    const heldBytes = () => held.reduce((sum, part) => sum + part.length, 0)
    let isFirst = true
    let arrived = false
    const late = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(part, controller) {
        // The first part names the connection. What follows the late messages is not late.
        if (isFirst || arrived) controller.enqueue(part)
        else held.push(part)
        isFirst = false
      },
      start(controller) {
        const arrive = () => {
          arrived = true
          const whole = new Uint8Array(heldBytes())
          let length = 0
          for (const part of held) {
            whole.set(part, length)
            length += part.length
          }
          controller.enqueue(whole)
        }
        Object.assign(window, { arrive, heldBytes })
      }
    })
    return new Response(answer.body.pipeThrough(late), answer)
  }
}

test('a page shows a slide that was opened while the page was still reading its lists', async ({
  program
}) => {
  const page = await program.start()
  const late = await page.context().newPage()
  await late.addInitScript(heldBack)
  await late.goto(page.url())
  const held = () =>
    late.evaluate(() => (window as unknown as { heldBytes?: () => number }).heldBytes?.() ?? 0)
  await expect.poll(held).toBeGreaterThan(0)
  // Waits until the answers to the page's first calls, an empty slide list among them, are held.
  let before = -1
  await expect
    .poll(
      async () => {
        const known = before
        before = await held()
        return known === before
      },
      { intervals: [1000] }
    )
    .toBe(true)
  await openPath(program, await writePatchFolder(program.data, '7006', 2, 2))
  await expect(slideEntry(page, '7006')).toBeVisible()
  await expect.poll(held).toBeGreaterThan(before)
  await late.evaluate(() => (window as unknown as { arrive(): void }).arrive())
  await expect(slideEntry(late, '7006')).toBeVisible()
})

test('paths on the command line open at once; a library damaged later is shown as read-only', async ({
  program
}) => {
  const folder = await writePatchFolder(program.data, '7005', 2, 2)
  await expect(slideEntry(await program.start([folder]), '7005')).toBeVisible()
  await program.close()
  const file = join(program.data, 'library.sqlite')
  damageTable(file, 'predictions')
  const damaged = readFileSync(file)

  const page = await program.start()
  const notice = page.getByRole('alert').filter({ hasText: texts.problems.code('library/corrupt') })
  await expect(notice).toContainText(/is damaged\. It is read-only.*restore/i)
  await slideEntry(page, '7005').click()
  expect(await breaches(page), 'light').toEqual([])
  await inScheme(page, 'dark')
  expect(await breaches(page), 'dark').toEqual([])

  // The overview in the corner redraws at a new size, even with reduced motion.
  await expect.poll(() => slideIsPainted(page)).toBe(true)
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  const wide = await overview(page)
  await page.setViewportSize({ width: 1000, height: 800 })
  await expect.poll(async () => (await overview(page)).shown).not.toEqual(wide.shown)
  await expect.poll(async () => (await overview(page)).behind).toBe(0)

  await page.keyboard.press('Shift+P')
  await page.getByLabel(texts.describe.tags, { exact: true }).fill('second opinion')
  await page.keyboard.press('Enter')
  const problems = page.getByRole('region', { name: texts.problems.region })
  await expect(problems).toContainText('Nothing was changed')
  await expect(problems.getByText(texts.problems.code('library/read-only'))).toBeVisible()
  await expect(page.getByRole('list', { name: texts.describe.tags })).toHaveCount(0)
  await expect(notice).toBeVisible()
  await program.close()
  expect(readFileSync(file)).toEqual(damaged)
})

test('the page reports that the host has ended and says what to do', async ({ program }) => {
  const page = await program.start()
  await expect(page.getByText(texts.host.connected, { exact: true })).toBeVisible()
  await program.running().stopHost()
  await expect(page.getByText(texts.host.lostBrowser)).toBeVisible()
})

test('a second program on the same library exits with one sentence', async ({ program }) => {
  await program.start()
  const door = join(root, 'electron', 'browser', 'main.ts')
  const second = spawn(process.execPath, [door, '--no-open', '--port', '0', '--data', program.data], {
    stdio: ['ignore', 'ignore', 'pipe']
  })
  let said = ''
  second.stderr.on('data', part => {
    said += part
  })
  expect(await new Promise(resolve => second.once('close', resolve))).toBe(1)
  expect(said.trim()).toMatch(/^\S.*library.*\.$/)
})

test('every viewer tool stays within reach in a small window', async ({ program }) => {
  const page = await program.start()
  await openPath(program, await writePatchFolder(program.data, '7041', 3, 3))
  await expect(slideEntry(page, '7041')).toBeVisible()
  await page.setViewportSize({ width: 900, height: 600 })
  const region = page.getByRole('region', { name: texts.viewer.region })
  const width = await region.evaluate(element => element.getBoundingClientRect().right)
  const tools = region.getByRole('toolbar').getByRole('button')
  await expect(tools.last()).toBeVisible()
  for (const tool of await tools.all()) {
    const box = await tool.boundingBox()
    expect((box?.x ?? width) + (box?.width ?? 0), await tool.innerHTML()).toBeLessThanOrEqual(width)
  }
})
