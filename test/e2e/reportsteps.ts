import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Locator } from '@playwright/test'
import { extractText } from 'unpdf'
import { z } from 'zod'
import { faultsOf } from '../support/geojson.ts'
import { expect, type Program } from './fixture.ts'
import { ductal, root, saveAs, saveFolder } from './program.ts'
import { type StoredRegion, storedRegions } from './reviewsteps.ts'
import { readLibrary, texts } from './steps.ts'

export const reportFormats = ['pdf', 'html', 'csv', 'json', 'geojson', 'geojson.gz'] as const
type Format = (typeof reportFormats)[number]

const pathOf = ({ data }: Pick<Program, 'data'>, format: Format) => join(saveFolder(data), `report.${format}`)

/** Saves the report shown in the dialog in every format. */
export async function saveReports(program: Program, dialog: Locator): Promise<void> {
  for (const format of reportFormats) {
    await dialog.getByLabel(texts.report.format, { exact: true }).selectOption(format)
    await saveAs(program.running(), dialog, texts.report.save, pathOf(program, format))
    await expect(dialog.getByRole('status').last()).toContainText(pathOf(program, format))
  }
}

/** The part of the published schema that is compared here. */
export interface Reported {
  slide: { name: string; fingerprint: string; width: number; height: number }
  review: { state: string; labels: { positive: number; negative: number; unsure: number } }
  regions: { id: string; kind: string; name: string; locked: boolean; class: { name: string } }[]
  corrections: { row: number; col: number }[]
  signatures: { meaning: string; reviewer: { name: string }; reopened: { reason: string } | null }[]
}

const schema = z.fromJSONSchema(
  JSON.parse(readFileSync(join(root, 'docs', 'schemas', 'report.schema.json'), 'utf8'))
)

/** Reads a JSON report and checks it against the schema. */
export function reported(path: string): Reported {
  const report: unknown = JSON.parse(readFileSync(path, 'utf8'))
  expect(schema.safeParse(report).error).toBeUndefined()
  return report as Reported
}

/**
 * Checks that all formats hold the same regions.
 * @param words Words that the PDF and the HTML must contain.
 */
export async function expectSameReports(program: Program, words: string[]): Promise<Reported> {
  const regions = storedRegions(program.data)
  const report = reported(pathOf(program, 'json'))
  expect(
    report.regions.map(({ id, kind, name, locked, class: of }) => ({
      id,
      kind,
      name,
      locked,
      class: of.name
    }))
  ).toEqual(
    regions.map(({ id, kind, name, locked, class: of }) => ({
      id,
      kind,
      name,
      locked: locked === 1,
      class: of
    }))
  )
  expect(report.slide).toMatchObject(
    readLibrary(program.data, db =>
      db.prepare('SELECT fingerprint, width, height FROM slides').get()
    ) as Record<string, unknown>
  )
  expectGeojson(program, report, regions)

  const pdf = await extractText(new Uint8Array(readFileSync(pathOf(program, 'pdf'))), { mergePages: true })
  const html = readFileSync(pathOf(program, 'html'), 'utf8')
  const headings = regions.map((region, index) => `Region ${index + 1} · ${region.class}`)
  for (const text of [pdf.text.replace(/\s+/g, ' '), html])
    for (const word of [...words, ...headings]) expect(text).toContain(word)
  expect(html).not.toMatch(/<script|\s(?:src|href)="(?!data:|#)/)

  const [, ...lines] = readFileSync(pathOf(program, 'csv'), 'utf8').trimEnd().split('\r\n')
  expect(lines.map(line => line.split(',').slice(0, 3))).toEqual(
    regions.map((region, index) => [String(index + 1), region.id, region.class])
  )
  return report
}

interface Feature {
  id: string
  properties: { name?: string; isLocked?: boolean; classification: { name: string } }
}

function expectGeojson(program: Program, { slide }: Reported, regions: StoredRegion[]): void {
  const plain = JSON.parse(readFileSync(pathOf(program, 'geojson'), 'utf8')) as { features: Feature[] }
  const packed = JSON.parse(
    gunzipSync(readFileSync(pathOf(program, 'geojson.gz'))).toString()
  ) as typeof plain
  expect(packed.features).toEqual(plain.features)
  expect(faultsOf(plain, slide)).toEqual([])
  expect(
    plain.features.map(({ id, properties }) => [
      id,
      properties.classification.name,
      properties.name ?? '',
      Number(properties.isLocked ?? false)
    ])
  ).toEqual(regions.map(region => [region.id, region.class, region.name, region.locked]))
}

/** Checks that every hash, table and signature of the library is valid. */
export async function expectVerified({ data }: Program): Promise<void> {
  const { code, stdout } = await ductal('verify', '--all', '--json', '--data', data)
  expect(JSON.parse(stdout)).toMatchObject({ faults: [] })
  expect(code).toBe(0)
}
