import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import sharp from 'sharp'
import { extractText, getDocumentProxy, getMeta } from 'unpdf'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { DuctalError } from '../../../contract/errors.ts'
import { reportFormats } from '../../../contract/review/report.ts'
import type { Cut } from '../../../electron/worker/reports/pictures.ts'
import type { ReportSource } from '../../../electron/worker/reports/source.ts'
import { temporaryFolder } from '../../support/library.ts'
import { destination } from '../../support/saving.ts'
import { tinyDisk } from '../../support/tinyDisk.ts'
import { broken, run, withoutTissue } from '../exports/source.ts'
import { blot, region, reportSource, review, signature, writeReport } from './report.ts'

const fonts = join(import.meta.dirname, '..', '..', '..', 'fonts')
const plain: Cut = async (_, width, height) =>
  sharp({ create: { width, height, channels: 3, background: '#e8b0c8' } })
    .jpeg()
    .toBuffer()

interface Options {
  most?: number | null
  cut?: Cut | null
}

async function written(
  format: string,
  overrides: Partial<ReportSource> = {},
  { most = null, cut = plain }: Options = {}
) {
  const folder = temporaryFolder()
  const path = join(folder, `report.${format}`)
  const request = { source: reportSource(overrides), pictures: { most }, cut, fonts }
  const answer = await writeReport(request, format, await destination(path, format))
  const bytes = readFileSync(path)
  expect(answer).toEqual({ path, bytes: bytes.length, download: null })
  expect(readdirSync(folder)).toEqual([`report.${format}`])
  return bytes
}

const text = async (format: string, overrides: Partial<ReportSource> = {}, options: Options = {}) =>
  (await written(format, overrides, options)).toString('utf8')

/** The text of each page, as a PDF reader would select it. */
async function pagesOf(pdf: Buffer): Promise<string[]> {
  const { text } = await extractText(new Uint8Array(pdf), { mergePages: false })
  // The fonts use one glyph for the micro sign and the Greek mu.
  return text.map(page => page.replace(/\s+/g, ' ').replaceAll('μ', 'µ'))
}

const many = (count: number) =>
  Array.from({ length: count }, (_, i) =>
    region(i + 1, blot(500 + (i % 50) * 100, 500 + Math.floor(i / 50) * 100, 30, 8), {
      name: `focus ${i + 1}`
    })
  )

describe('pdf', () => {
  test('has selectable text with everything a report must state', async () => {
    const pages = await pagesOf(await written('pdf'))
    const whole = pages.join(' ')
    for (const expected of [
      'Region report',
      'Mamma, „links“.svs',
      'Not signed',
      `sha256:${'a'.repeat(64)}`,
      '0.2495 µm per pixel, stated by the file',
      'b'.repeat(64),
      'Small CNN (cnn 1.0.0)',
      'Few patients: read every figure with care.',
      'WebAssembly, 2 threads',
      '0.6, set in the review by Dr. Łucja Ångström (the analysis used 0.5, model default)',
      '2: 2 analysed, 0 failed, 0 excluded as background',
      'Region 1 · IDC · upper focus',
      '0.25 mm² of 1.6 mm² tissue (patches with too little tissue)',
      '1.23 mm²',
      '1.68 mm',
      'mean 0.710, maximum 0.950',
      'IDC, disagrees with the reviewer',
      'Touches the margin?',
      'Ask for a deeper level.',
      'False positive (FP) IDC not IDC 3',
      'False negative (FN) no IDC IDC 2',
      'Unsure – unsure 2',
      'Ductal 0.1.0',
      '2026-01-04 05:06:07 UTC',
      'level-0 pixels from the top left',
      'Research use only. A model’s probabilities are not a diagnosis'
    ])
      expect(whole).toContain(expected)
  })

  test('every page has the notice and its page number', async () => {
    const pages = await pagesOf(await written('pdf', { regions: many(30) }))
    expect(pages.length).toBeGreaterThan(8)
    for (const [index, page] of pages.entries()) {
      expect(page).toContain('Research use only. Not for diagnosis. The marked area is not a tumour size.')
      expect(page).toContain(`Page ${index + 1} of ${pages.length}`)
      expect(page).toContain('Analysis 12 · 2026-01-04')
    }
  })

  test('has bookmarks for every section and region', async () => {
    const document = await getDocumentProxy(new Uint8Array(await written('pdf')))
    const outline = await document.getOutline()
    expect(outline.map(({ title }) => title)).toEqual([
      'Summary',
      'Overview',
      'Regions',
      'Corrections',
      'Signature',
      'Slide',
      'Model',
      'Analysis',
      'About this report'
    ])
    const regions = outline.find(({ title }) => title === 'Regions')!
    expect(regions.items.map(({ title }) => title)).toEqual([
      'Region 1 · IDC · upper focus',
      'Region 2 · benign'
    ])
    for (const { dest } of regions.items)
      expect(await document.getPageIndex((dest as [never])[0])).toBeGreaterThan(0)
    expect(await document.getDestination('region-2')).not.toBeNull()
  })

  test('embeds all its fonts', async () => {
    const pdf = (await written('pdf')).toString('latin1')
    const names = [...pdf.matchAll(/\/BaseFont \/([\w+-]+)/g)].map(([, name]) => name!)
    expect(names.length).toBeGreaterThan(2)
    for (const name of names) expect(name).toMatch(/^[A-Z]{6}\+Roboto-/)
    expect(pdf.match(/\/FontFile2 /g)!.length).toBeGreaterThanOrEqual(3)
  })

  test('writes the same bytes for the same report', async () => {
    expect((await written('pdf')).equals(await written('pdf'))).toBe(true)
  })

  test('states in its metadata what it is and who signed it', async () => {
    const signed = { review: review({ state: 'signed' }), signatures: [signature()] }
    const { info } = await getMeta(new Uint8Array(await written('pdf', signed)))
    expect(info).toMatchObject({
      Title: 'Region report: Mamma, „links“.svs',
      Author: 'Dr. Łucja Ångström',
      Creator: 'Ductal',
      Language: 'en'
    })
  })

  test('reports letters that its fonts lack', async () => {
    const regions = [region(1, blot(2000, 1500, 900), { note: '浸润性导管癌 ✓' })]
    const whole = (await pagesOf(await written('pdf', { regions }))).join(' ')
    expect(whole).toContain('Note: ?????? ?')
    expect(whole).toContain('A question mark may replace a character that the fonts of this PDF lack')
    expect(await text('html', { regions })).toContain('浸润性导管癌 ✓')
    expect((await pagesOf(await written('pdf'))).join(' ')).not.toContain('A question mark')
  })

  test('keeps very long texts within the pages', async () => {
    const long = 'invasive '.repeat(1000)
    const word = 'x'.repeat(9000)
    const overrides = {
      regions: [region(1, blot(2000, 1500, 900), { name: word, note: long })],
      signatures: [signature({ meaning: long })],
      review: review({ state: 'signed' })
    }
    const pages = await pagesOf(await written('pdf', overrides))
    expect(pages.join(' ').match(/invasive/g)!.length).toBeGreaterThanOrEqual(3000)
    expect(pages.length).toBeLessThan(15)
  })

  test('omits images only on request, and says so', async () => {
    const regions = many(12)
    const count = (pdf: Buffer) => pdf.toString('latin1').match(/\/Subtype \/Image/g)!.length
    expect(count(await written('pdf', { regions }))).toBe(2 + 24)
    const five = await written('pdf', { regions }, { most: 5 })
    expect(count(five)).toBe(2 + 10)
    expect((await pagesOf(five)).join(' ')).toContain(
      'On request, the report has pictures of the 5 largest of 12 regions only.'
    )
  })
})

describe('pdf and html', () => {
  const whole = async (overrides: Partial<ReportSource>, options?: Options) => ({
    pdf: (await pagesOf(await written('pdf', overrides, options))).join(' '),
    html: (await text('html', overrides, options))
      .replace(/<style>.*?<\/style>|<[^>]*>/gs, ' ')
      .replace(/\s+/g, ' ')
  })

  test('show a signature with meaning, time and hash', async () => {
    const told = await whole({ review: review({ state: 'signed' }), signatures: [signature()] })
    for (const words of Object.values(told)) {
      expect(words).toContain('Signed by Dr. Łucja Ångström, 2026-01-03 10:11:12 UTC')
      expect(words).toContain('I have reviewed every marked patch')
      expect(words).toContain('2026-01-03 11:11:12 +01:00 on the signer’s clock')
      expect(words).toContain('d'.repeat(64))
      expect(words).not.toContain('Not signed')
    }
  })

  test('do not present a reopened review as signed', async () => {
    const reopened = {
      sequence: 50,
      reviewer: { id: 2, name: 'Dr. B' },
      reason: 'A focus was missed.',
      utc: '2026-01-03T12:00:00.000Z',
      local: '2026-01-03T13:00:00+01:00'
    }
    const told = await whole({ signatures: [signature({ reopened })] })
    for (const words of Object.values(told)) {
      expect(words).toContain('Reopened, not signed again')
      expect(words).toContain('A focus was missed.')
      expect(words).toContain('The review is open. The state shown in this report has not been signed.')
    }
  })

  test('state a missing slide and an incomplete run', async () => {
    const source = reportSource()
    const told = await whole({ slide: { ...source.slide, missing: true }, ...rest(broken()) }, { cut: null })
    for (const words of Object.values(told)) {
      expect(words).toContain('This report is incomplete')
      expect(words).toContain('The slide file was missing')
      expect(words).toContain('1 of 3 tiles failed')
      expect(words).toContain('The file ends too early.')
    }
  })

  test.each([
    ['noTissue', 0, 'Nothing analysed: no tissue found'],
    ['unreadable', 34, 'Nothing analysed: tissue unreadable']
  ] as const)(
    'state first that nothing was analysed (%s), never an area',
    async (outcome, planned, title) => {
      const nothing = {
        ...rest(withoutTissue()),
        run: run({ ...withoutTissue().run, outcome, planned }),
        regions: [],
        review: review({ state: 'signed', progress: { reviewed: 0, total: 0 } }),
        signatures: [signature({ acknowledged: outcome })]
      }
      const told = await whole(nothing)
      for (const words of Object.values(told)) {
        expect(words.indexOf(title)).toBeGreaterThan(0)
        expect(words.indexOf(title)).toBeLessThan(words.indexOf('Signed by'))
        expect(words).toContain('This is not a negative result.')
        expect(words).toContain('nothing was analysed')
        expect(words).toContain(`Acknowledged by the signer: ${title.split(': ')[1]}`)
        expect(words).not.toContain('0 mm²')
      }
      expect(JSON.parse(await text('json', nothing))).toMatchObject({ marked: null, run: { outcome } })
      const [header, line, ...others] = splitCsv(await text('csv', nothing))
      expect(others).toEqual([['']])
      expect(line![header!.indexOf('missing')]).toMatch(/^nothing was analysed, because no/)
      expect(line![header!.indexOf('region')]).toBe('')
    }
  )

  test('state an area that cannot be decoded, and show the rest', async () => {
    const cut: Cut = async (box, width, height) => {
      if (box.x > 0) throw new DuctalError('slide/corrupt', 'Broken.')
      return plain(box, width, height)
    }
    const told = await whole({}, { cut })
    for (const words of Object.values(told))
      expect(words).toContain('The slide file is damaged here: no picture.')
  })

  test('write no report when an image fails for any other reason', async () => {
    const cut: Cut = () => Promise.reject(new DuctalError('worker/died', 'It died.'))
    const folder = temporaryFolder()
    for (const format of ['pdf', 'html'] as const)
      await expect(
        writeReport(
          { source: reportSource(), pictures: { most: null }, cut, fonts },
          format,
          await destination(join(folder, `x.${format}`), format)
        )
      ).rejects.toMatchObject({ code: 'worker/died' })
    expect(readdirSync(folder)).toEqual([])
  })
})

test('counts flagged patches in every format', async () => {
  const source = reportSource()
  const flags = new Uint8Array(source.grid.length)
  // Two out of focus, one of them marked by the model; one with a pen mark.
  flags[33] = 4
  flags[1] = 4
  flags[0] = 5
  const overrides = {
    flags,
    flagged: () => 2,
    run: {
      ...source.run,
      quality: {
        patches: 34,
        byFlag: { coarser: 0, finer: 0, colour: 0, blur: 2, pen: 1 },
        otherScale: false
      }
    }
  }
  const html = (await text('html', overrides)).replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')
  const pdf = (await pagesOf(await written('pdf', overrides))).join(' ')
  for (const words of [html, pdf]) {
    expect(words).toContain('Patches flagged by the quality check')
    expect(words).toMatch(/Out of focus 2 5\.88 % 1/)
    expect(words).toMatch(/Possible pen marks 1 2\.94 % 0/)
    expect(words).toContain('hatched: flagged by the quality check')
    expect(words).toContain('Patches flagged')
  }
  const document = JSON.parse(await text('json', overrides))
  expect(document.flagged).toEqual([
    { flag: 'blur', patches: 2, marked: 1 },
    { flag: 'pen', patches: 1, marked: 0 }
  ])
  expect(document.regions[0].flagged).toBe(2)
  const geojson = JSON.parse(await text('geojson', overrides))
  expect(geojson.features[0].properties.measurements['Patches flagged']).toBe(2)
  expect(geojson.ductal.flagged).toEqual(document.flagged)
  const [header, line] = splitCsv(await text('csv', overrides))
  expect(line![header!.indexOf('patches_flagged')]).toBe('2')
  const plain = await text('html')
  expect(plain).not.toContain('hatched: the model')
})

const rest = ({ predictions: _, ...others }: ReturnType<typeof broken> | ReturnType<typeof withoutTissue>) =>
  others

describe('html', () => {
  test('is a single file without external resources', async () => {
    const html = await text('html')
    const links = [...html.matchAll(/(?:href|src|xlink:href)="([^"]*)"/g)].map(([, link]) => link!)
    expect(links.length).toBeGreaterThan(6)
    for (const link of links) expect(link).toMatch(/^(#|data:image\/jpeg;base64,)/)
    expect(html).not.toMatch(/@import|url\(|<script|<link|<iframe/i)
    expect(html).toContain("default-src 'none'")
    const ids = new Set([...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id))
    for (const link of links.filter(link => link.startsWith('#'))) expect(ids).toContain(link.slice(1))
  })

  test('a long name does not squeeze the other columns', async () => {
    const html = await text('html', { regions: many(3) })
    const table = html.slice(html.indexOf('<caption>Regions<'))
    const widths = [
      ...table.slice(0, table.indexOf('</colgroup>')).matchAll(/<col style="width:([\d.]+)%">/g)
    ].map(([, width]) => Number(width))
    expect(widths).toHaveLength(table.slice(0, table.indexOf('</tr>')).split('<th ').length - 1)
    expect(widths.reduce((sum, width) => sum + width, 0)).toBeCloseTo(100, 0)
    expect(html).toContain('table-layout: fixed')
  })

  test('closes every element in the right order', async () => {
    const html = await text('html', { regions: many(3) })
    const open: string[] = []
    for (const [tag, end, name] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/gi)) {
      if (/^(meta|br|col)$/i.test(name!) || tag.endsWith('/>')) continue
      if (end === '') open.push(name!)
      else expect(open.pop()).toBe(name)
    }
    expect(open).toEqual([])
  })

  test('escapes names and notes', async () => {
    const evil = `<script>alert("1")</script><img src=x onerror='alert(2)'>`
    const source = reportSource()
    const html = await text('html', {
      slide: { ...source.slide, name: evil },
      regions: [region(1, blot(2000, 1500, 900), { name: evil, note: evil })]
    })
    expect(html).not.toMatch(/<script|<img/)
    expect(html).toContain('&lt;script&gt;alert(&quot;1&quot;)')
  })
})

describe('json', () => {
  const schemaFile = join(import.meta.dirname, '..', '..', '..', 'docs', 'schemas', 'report.schema.json')
  const schema = z.fromJSONSchema(JSON.parse(readFileSync(schemaFile, 'utf8')))

  test('matches the published schema', async () => {
    const signed = { review: review({ state: 'signed' }), signatures: [signature()] }
    for (const overrides of [{}, signed, { regions: [], corrections: [], comments: [] }, { installed: null }])
      expect(schema.safeParse(JSON.parse(await text('json', overrides))).error).toBeUndefined()
    const document = JSON.parse(await text('json'))
    expect(schema.safeParse({ ...document, regions: [{ number: 1 }] }).success).toBe(false)
    expect(schema.safeParse({ ...document, slide: { ...document.slide, mpp: 'small' } }).success).toBe(false)
  })

  test('contains every number unrounded and every correction with its position', async () => {
    const document = JSON.parse(await text('json'))
    expect(document).toMatchObject({
      format: 'ductal-report',
      missing: null,
      counts: {
        truePositive: 7,
        falsePositive: 3,
        falseNegative: 2,
        trueNegative: 2,
        unsure: 2,
        unlabelled: 18
      },
      regions: [
        { number: 1, class: { name: 'IDC' }, modelClass: 'IDC', agrees: true, measures: { areaMm2: 1.2345 } },
        { number: 2, class: { name: 'benign' }, modelClass: 'IDC', agrees: false, locked: true }
      ]
    })
    expect(document.corrections).toEqual([
      expect.objectContaining({
        row: 1,
        col: 2,
        x: 1 + 2 * 801.6032,
        y: 51 + 801.6032,
        modelClass: 'no IDC',
        label: 'positive'
      }),
      expect.objectContaining({
        row: 4,
        col: 6,
        modelClass: 'IDC',
        label: 'negative',
        reviewer: 'Dr. Łucja Ångström'
      })
    ])
  })
})

describe('csv', () => {
  test('has one line per region and keeps formulas as text', async () => {
    const regions = [region(1, blot(2000, 1500, 900), { name: '=HYPERLINK("x")', note: 'one, "two"\nthree' })]
    const [header, line] = splitCsv(await text('csv', { regions }))
    const cells = Object.fromEntries(header!.map((name, index) => [name, line![index]]))
    expect(cells).toMatchObject({
      region: '1',
      class: 'IDC',
      name: `'=HYPERLINK("x")`,
      note: 'one, "two"\nthree',
      area_mm2: '1.2345',
      length_mm: '',
      model_class: 'IDC',
      agrees: 'true',
      slide: 'Mamma, „links“.svs',
      run: '12',
      threshold: '0.6',
      signed_by: ''
    })
  })
})

/** Parses CSV according to RFC 4180. */
function splitCsv(csv: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, quoted, bare, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^,"\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? bare ?? '')
    if (end === '\r\n') rows.push([])
  }
  return rows
}

test('geojson.gz contains the same as geojson', async () => {
  expect(gunzipSync(await written('geojson.gz')).toString()).toBe(await text('geojson'))
})

test.for(reportFormats.map(({ name }) => name))(
  '%s: a full disk keeps the previous file and leaves no partial one',
  async (format, { skip }) => {
    const disk = tinyDisk(16)
    if (!disk) return skip('this user may not mount a small disk')
    const path = join(disk.folder, `report.${format}`)
    writeFileSync(path, 'before')
    const noise: Cut = async (_, width, height) =>
      sharp({
        create: {
          width,
          height,
          channels: 3,
          background: '#fff',
          noise: { type: 'gaussian', mean: 128, sigma: 60 }
        }
      })
        .jpeg()
        .toBuffer()
    const source = reportSource({ regions: many(800) })
    const failure = await writeReport(
      { source, pictures: { most: 2 }, cut: noise, fonts },
      format,
      await destination(path, format)
    ).catch(error => error)
    expect(failure).toMatchObject({ code: 'disk/full' })
    expect(readdirSync(disk.folder)).toEqual([`report.${format}`])
    expect(readFileSync(path, 'utf8')).toBe('before')
  }
)
