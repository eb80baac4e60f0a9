import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import type { Desktop } from '../../contract/transport/desktop.ts'
import { writePatchFolder } from '../support/patches.ts'
import { appOf, hostOf } from './electronsteps.ts'
import { expect, test } from './fixture.ts'
import { electronCommand, root } from './program.ts'
import { chooseInDialog, slideEntry, slideIsPainted, texts } from './steps.ts'

const surface = [
  'chooseExport',
  'chooseFolder',
  'chooseRegions',
  'chooseSlides',
  'connect',
  'copyPicture',
  'offerCommands',
  'onCommand',
  'onOpen',
  'pathOf',
  'platform'
]

const connected = (page: Page) => expect(page.getByText('Connected', { exact: true }).first()).toBeVisible()

test('the page sees the named functions and nothing of Node', async ({ program }) => {
  const page = await program.start()
  const seen = await page.evaluate(() => ({
    ductal: Object.keys((window as unknown as { ductal: object }).ductal).sort(),
    node: ['require', 'process', 'module', 'Buffer', 'global', '__dirname'].filter(name => name in window)
  }))
  expect(seen).toEqual({ ductal: surface, node: [] })
})

test('opens one sandboxed window on the ductal:// address', async ({ program }) => {
  const page = await program.start()
  expect(page.url()).toMatch(/^ductal:\/\/app\//)
  expect(await page.title()).toContain('Ductal')
  const windows = await appOf(program.running().app).evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map(window => {
      const contents = window.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }
      const { sandbox, contextIsolation, nodeIntegration, webSecurity } = contents.getLastWebPreferences()
      return { visible: window.isVisible(), sandbox, contextIsolation, nodeIntegration, webSecurity }
    })
  )
  expect(windows).toEqual([
    { visible: true, sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true }
  ])
})

test('blocks inline scripts, foreign addresses, second windows and permissions', async ({ program }) => {
  const page = await program.start()
  const outcome = await page.evaluate(async () => {
    const script = document.createElement('script')
    let refused = false
    try {
      script.textContent = 'window.inlineRan = true'
    } catch {
      // Trusted Types refuse the text itself.
      refused = true
    }
    document.head.append(script)
    const frame = document.createElement('iframe')
    frame.src = 'https://example.org/'
    document.body.append(frame)
    const foreign = await fetch('https://example.org/').then(
      () => 'answered',
      () => 'refused'
    )
    const geolocation = await navigator.permissions.query({ name: 'geolocation' })
    const opened = window.open('https://example.org/')
    window.location.href = 'https://example.org/'
    await new Promise(resolve => setTimeout(resolve, 500))
    return {
      inline: 'inlineRan' in window,
      refused,
      foreign,
      opened,
      geolocation: geolocation.state,
      at: window.location.origin
    }
  })
  expect(outcome).toEqual({
    inline: false,
    refused: true,
    foreign: 'refused',
    opened: null,
    geolocation: 'denied',
    at: 'ductal://app'
  })
  const count = await appOf(program.running().app).evaluate(
    ({ BrowserWindow }) => BrowserWindow.getAllWindows().length
  )
  expect(count).toBe(1)
})

test('serves only the files and data of the page, and nothing outside its folder', async ({ program }) => {
  const page = await program.start()
  const statuses = await page.evaluate(() =>
    Promise.all(
      ['/../package.json', '/..%2f..%2fpackage.json', '/.built', '/data/slides/999/thumbnail'].map(path =>
        fetch(path).then(response => response.status)
      )
    )
  )
  expect(statuses).toEqual([404, 404, 404, 404])
})

test('the native dialogs return the chosen paths to read, a handle to write, and refuse invalid values', async ({
  program
}) => {
  const page = await program.start()
  await appOf(program.running().app).evaluate(({ dialog }) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: ['/chosen'] })
    dialog.showSaveDialog = async (...given: unknown[]) => {
      const { defaultPath } = given.at(-1) as { defaultPath: string }
      return { canceled: false, filePath: `/saved/${defaultPath}` }
    }
  })
  const chosen = await page.evaluate(async () => {
    const { ductal } = window as unknown as { ductal: Desktop }
    return {
      slides: await ductal.chooseSlides(),
      folder: await ductal.chooseFolder(),
      export: await ductal.chooseExport('../../etc/run.csv', 'csv'),
      wrong: await (ductal.chooseExport as (name: unknown, extension: unknown) => Promise<unknown>)(
        7,
        null
      ).catch(() => 'refused')
    }
  })
  expect(chosen).toEqual({
    slides: ['/chosen'],
    folder: '/chosen',
    // The page gets a handle for the path, never the path.
    export: expect.stringMatching(/^[\da-f-]{36}$/),
    wrong: 'refused'
  })
})

test('the menu opens a chosen folder', async ({ program }) => {
  const folder = await writePatchFolder(program.data, '7004', 2, 2)
  const page = await program.start()
  await connected(page)
  await chooseInDialog(program, folder)
  const accelerator = await appOf(program.running().app).evaluate(({ Menu }) => {
    const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? []
    const item = items.find(({ label }) => label.replace('&', '') === 'Open folder…')
    item?.click()
    return item?.accelerator
  })
  expect(accelerator).toBe('CmdOrCtrl+Shift+O')
  await expect(slideEntry(page, '7004')).toBeVisible()
})

test('the menu lists the commands of the page with their keys and runs them', async ({ program }) => {
  const folder = await writePatchFolder(program.data, '7004', 4, 3)
  const page = await program.start([folder])
  await expect(slideEntry(page, '7004')).toBeVisible()
  const choose = (title: string) =>
    appOf(program.running().app).evaluate(({ Menu }, wanted) => {
      const items = Menu.getApplicationMenu()?.items.flatMap(item => item.submenu?.items ?? []) ?? []
      const found = items.find(({ label }) => label === wanted)
      found?.click()
      return found && { key: found.accelerator, enabled: found.enabled }
    }, title)
  const turned = page.getByRole('button', { name: texts.viewer.turn })
  await expect(turned).toBeVisible()
  await expect.poll(() => slideIsPainted(page)).toBe(true)
  await expect.poll(() => choose(texts.commands.rotateRight)).toEqual({ key: 'R', enabled: true })
  await expect(turned).toContainText(/90°|180°|270°/)
  expect(await choose(texts.commands.link)).toMatchObject({ enabled: false })
})

test('copies an image of the view to the clipboard', async ({ program }) => {
  const folder = await writePatchFolder(program.data, '7005', 4, 3)
  const page = await program.start([folder])
  await expect.poll(() => slideIsPainted(page)).toBe(true)
  await page.keyboard.press('Shift+C')
  await expect(page.getByText(texts.viewer.snapshotCopied)).toBeVisible()
  const head = await appOf(program.running().app).evaluate(async ({ clipboard }) => {
    const [item] = await clipboard.read()
    const picture = await item?.getType('image/png')
    return picture && [...new Uint8Array(await picture.arrayBuffer()).subarray(0, 24)]
  })
  // Width and height from the PNG header.
  const number = (at: number) => Buffer.from(head ?? []).readUInt32BE(at)
  expect(number(16)).toBeGreaterThan(300)
  expect(number(20)).toBeGreaterThan(300)
  const wrong = await page.evaluate(() => {
    const { ductal } = window as unknown as { ductal: Desktop }
    return ductal.copyPicture(new Uint8Array([1, 2, 3, 4])).then(
      () => 'taken',
      () => 'refused'
    )
  })
  expect(wrong).toBe('refused')
})

test('shows in the window that another copy has the library open', async ({ program }) => {
  const door = join(root, 'electron', 'browser', 'main.ts')
  const args = [door, '--no-open', '--no-demo', '--port', '0', '--data', program.data]
  const other = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    await new Promise(resolve => other.stdout.once('data', resolve))
    const page = await program.start()
    await expect(page.getByRole('alert').filter({ hasText: /library/ })).toContainText(/another/i)
  } finally {
    other.kill()
    await new Promise(resolve => other.once('exit', resolve))
  }
})

test('restores the size of the window', async ({ program }) => {
  await program.start()
  const place = { x: 60, y: 80, width: 1000, height: 700 }
  const bounds = (app: ElectronApplication | undefined) =>
    appOf(app).evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds())
  await appOf(program.running().app).evaluate(
    ({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.setBounds(to),
    place
  )
  await program.close()
  await program.start()
  expect(await bounds(program.running().app)).toMatchObject({ width: 1000, height: 700 })
})

test('a second start passes its path to the first one and exits', async ({ program }) => {
  const page = await program.start()
  await connected(page)
  const { command, args, env } = electronCommand({
    data: program.data,
    demo: false,
    paths: [import.meta.filename]
  })
  const second = spawn(command, args, { env, stdio: 'ignore' })
  expect(await new Promise(resolve => second.once('exit', resolve))).toBe(0)
  await expect(page.getByText(/electron\.spec\.ts/).first()).toBeVisible()
})

test('restarts a crashed host and the page goes on; a second crash is reported', async ({ program }) => {
  test.skip(process.platform !== 'linux', 'finds the host’s process in /proc')
  const page = await program.start()
  await connected(page)
  const main = appOf(program.running().app).process().pid ?? 0
  const first = hostOf(main)
  process.kill(first, 'SIGKILL')
  await expect.poll(() => hostOf(main)).not.toBe(first)
  await connected(page)
  await expect
    .poll(() => page.evaluate(() => fetch('/data/slides/999/thumbnail').then(({ status }) => status)))
    .toBe(404)
  process.kill(hostOf(main), 'SIGKILL')
  await expect(page.getByText(/host/i).filter({ hasText: /start/i }).first()).toBeVisible()
})

test('reloads a crashed page', async ({ program }) => {
  await connected(await program.start())
  const shown = await appOf(program.running().app).evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    if (!contents) throw new Error('There is no window.')
    const loaded = new Promise<void>(resolve => contents.once('did-finish-load', () => resolve()))
    contents.forcefullyCrashRenderer()
    await loaded
    return contents.executeJavaScript('document.querySelector("#app").childElementCount > 0')
  })
  expect(shown).toBe(true)
})
