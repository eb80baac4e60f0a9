import type { Page } from '@playwright/test'
import { expect, test } from './fixture.ts'
import { hasRegions, tool } from './regionsteps.ts'
import { openAnalysed, sayWho, storedRegions } from './reviewsteps.ts'
import { standsStill, texts } from './steps.ts'

type Point = readonly [x: number, y: number]

async function viewerBox(page: Page) {
  const viewer = page.getByRole('application')
  await viewer.waitFor()
  const box = await viewer.boundingBox()
  if (!box) throw new Error('The viewer is not on screen.')
  return box
}

/** Fingers on the slide, at shares of its width and height. */
async function fingersOn(page: Page) {
  const box = await viewerBox(page)
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 2 })
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', fingers: readonly Point[]) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: fingers.map(([x, y], id) => ({ x: box.x + box.width * x, y: box.y + box.height * y, id }))
    })
  return {
    async stroke(points: readonly Point[]) {
      await send('touchStart', points.slice(0, 1))
      for (const point of points.slice(1)) await send('touchMove', [point])
      await send('touchEnd', [])
    },
    /** Two fingers move apart; the first one goes down earlier, and may have moved by then. */
    async pinch(early: Point = [0.45, 0.5]) {
      await send('touchStart', [[0.45, 0.5]])
      await send('touchMove', [early])
      await send('touchStart', [early, [0.55, 0.5]])
      for (let step = 1; step <= 10; step++)
        await send('touchMove', [
          [early[0] - 0.01 * step, 0.5],
          [0.55 + 0.01 * step, 0.5]
        ])
      await send('touchEnd', [])
    }
  }
}

const zoomOf = (page: Page) =>
  page.getByRole('toolbar', { name: texts.viewer.toolbar }).locator('output').innerText()

test('by touch: a stroke draws, and a pinch with a tool selected zooms and draws nothing', async ({
  program
}) => {
  const page = await openAnalysed(program)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.keyboard.press('a')
  const fingers = await fingersOn(page)
  await tool(page, 'freehand').click()
  await fingers.stroke([
    [0.4, 0.4],
    [0.5, 0.4],
    [0.5, 0.5],
    [0.4, 0.5],
    [0.4, 0.41]
  ])
  await sayWho(page)
  await hasRegions(page, 1)
  await tool(page, 'point').click()
  await fingers.stroke([[0.6, 0.4]])
  await hasRegions(page, 2)

  for (const kind of ['freehand', 'brush', 'rectangle', 'point', 'polygon'] as const) {
    await tool(page, kind).click()
    await standsStill(page)
    const before = await zoomOf(page)
    await fingers.pinch()
    await fingers.pinch([0.47, 0.5])
    await standsStill(page)
    expect(await zoomOf(page), kind).not.toBe(before)
    await page.keyboard.press('0')
    await standsStill(page)
  }
  await page.keyboard.press('Escape')
  await hasRegions(page, 2)
  await program.close()
  expect(storedRegions(program.data).map(({ kind }) => kind)).toEqual(['freehand', 'point'])
})

test('the slide stays where it is when a stroke ends in a quick movement', async ({ program }) => {
  const page = await openAnalysed(program)
  await page.keyboard.press('a')
  await tool(page, 'freehand').click()
  await standsStill(page)
  const box = await viewerBox(page)
  const [x, y] = [box.x + box.width * 0.5, box.y + box.height * 0.5]
  const line = page.getByRole('group', { name: texts.pointer.region })
  await page.mouse.move(x, y)
  const placeIn = async () => /x \d+, y \d+/.exec(await line.innerText())?.[0]
  await expect.poll(placeIn).toBeTruthy()
  const before = await placeIn()
  await page.mouse.down()
  await page.mouse.move(x + 20, y - 60)
  for (const right of [40, 120, 240]) await page.mouse.move(x + right, y + right / 2)
  await page.mouse.up()
  await sayWho(page)
  await standsStill(page)
  await page.mouse.move(x + 1, y)
  await page.mouse.move(x, y)
  await expect.poll(placeIn).toBe(before)
})

test('the line below the slide follows when keys move the slide under a resting pointer', async ({
  program
}) => {
  const page = await openAnalysed(program)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const box = await viewerBox(page)
  await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.5)
  const line = page.getByRole('group', { name: texts.pointer.region })
  const placeIn = async () => /x \d+, y \d+/.exec(await line.innerText())?.[0]
  await expect.poll(placeIn).toBeTruthy()
  const before = await placeIn()
  await page.keyboard.press('ArrowRight')
  await expect.poll(placeIn).not.toBe(before)
})
