import { join } from 'node:path'
import type { Page } from '@playwright/test'
import sharp from 'sharp'
import { build } from 'vite'
import { viewerLevels, viewerTileSize } from '../../contract/transport/urls.ts'
import { size } from '../support/stageSlide.ts'
import { root } from './program.ts'

/** The files of a page by name; the page's own script is `page.js`. */
type Files = ReadonlyMap<string, string>

/** Builds a page of test/support that holds only the viewer. */
export async function buildStagePage(name: string): Promise<Files> {
  const built = await build({
    root: join(root, 'test', 'support'),
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      rollupOptions: {
        input: join(root, 'test', 'support', `${name}.ts`),
        output: { entryFileNames: 'page.js' }
      }
    }
  })
  const files = new Map<string, string>()
  for (const { output } of [built].flat() as { output: Output[] }[])
    for (const file of output) files.set(file.fileName, 'code' in file ? file.code : String(file.source))
  return files
}

type Output = { fileName: string } & ({ code: string } | { source: string | Uint8Array })

const side = (whole: number, level: number, maxLevel: number, place: number) =>
  Math.min(viewerTileSize, Math.ceil(whole / 2 ** (maxLevel - level)) - place * viewerTileSize)

/** Opens a page whose slide consists of generated tiles of one colour. */
export async function openStagePage(page: Page, files: Files, query = ''): Promise<void> {
  const maxLevel = viewerLevels(size.width, size.height)
  await page.route('http://127.0.0.1:9/**', async route => {
    const { pathname } = new URL(route.request().url())
    const [level, col, row] = /tiles\/(\d+)\/(\d+)_(\d+)$/.exec(pathname)?.slice(1).map(Number) ?? []
    const script = files.get(pathname.slice(1))
    if (script !== undefined) await route.fulfill({ contentType: 'text/javascript', body: script })
    else if (level === undefined || col === undefined || row === undefined)
      await route.fulfill({
        contentType: 'text/html',
        body: '<!doctype html><body style="margin:0"><script type="module" src="/page.js"></script>'
      })
    else {
      const [width, height] = [
        side(size.width, level, maxLevel, col),
        side(size.height, level, maxLevel, row)
      ]
      const tile = sharp({ create: { width, height, channels: 3, background: '#d08ab0' } }).png()
      await route.fulfill({ contentType: 'image/png', body: await tile.toBuffer() })
    }
  })
  await page.goto(`http://127.0.0.1:9/${query}`)
}
