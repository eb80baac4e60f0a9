import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import sharp, { type TiffOptions } from 'sharp'
import { jpeg2000Tile, jpegLsTile, jpegTile, rleTile, writeDicom } from '../support/dicom.ts'
import { writePatchFolder } from '../support/slides.ts'
import { field, halved, type TiffPage, writeTiff } from '../support/tiff.ts'

/** A small sound slide: its files by their path, and which of them to open. */
export interface Seed {
  name: string
  files: Map<string, Buffer>
  /** Path of the file or folder to open; empty for the folder around all files. */
  open: string
}

const width = 320
const height = 256
const pixels = field(width, height)
const page: TiffPage = {
  ...{ width, height, pixels, tile: 64 },
  resolution: { x: 20_000, y: 20_000, unit: 3 }
}
const half: TiffPage = {
  ...page,
  ...{ width: width / 2, height: height / 2, pixels: halved(pixels, width, height), reduced: true }
}
const omeText =
  '<?xml version="1.0"?><OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"><Image ID="Image:0" Name="a"><Pixels SizeX="320" SizeY="256" SizeZ="1" SizeC="3" PhysicalSizeX="0.5" PhysicalSizeY="0.5"/></Image></OME>'
const aperioText = 'Aperio Image Library v11\r\n320x256 (64x64) JPEG/RGB Q=70|AppMag = 20|MPP = 0.4990'

const fourSamples = () => {
  const result = new Uint8Array(width * height * 4)
  for (let i = 0; i < width * height; i++) result.set([...pixels.subarray(i * 3, i * 3 + 3), i % 256], i * 4)
  return result
}

const tiff =
  (...pages: TiffPage[]) =>
  async (folder: string) => {
    await writeTiff(join(folder, 'a.tif'), pages)
    return 'a.tif'
  }

/** Writes with libvips: compressions and forms that our own writer of TIFF lacks. */
const vipsTiff = (options: TiffOptions) => async (folder: string) => {
  await sharp(pixels, { raw: { width, height, channels: 3 } })
    .tiff({ xres: 2000, yres: 2000, ...options })
    .toFile(join(folder, 'a.tif'))
  return 'a.tif'
}

const image = (format: 'png' | 'jpeg' | 'webp') => async (folder: string) => {
  await sharp(pixels, { raw: { width, height, channels: 3 } })
    .toFormat(format)
    .toFile(join(folder, `a.${format}`))
  return `a.${format}`
}

type DicomOptions = Partial<Parameters<typeof writeDicom>[1]>

const dicom = (options: DicomOptions) => async (folder: string) => {
  await writeDicom(join(folder, 'a.dcm'), { pixels, width, height, instance: '1.2.3.1', ...options })
  return 'a.dcm'
}

const uncompressed = async (tile: Uint8Array) => tile

async function dicomSeries(folder: string): Promise<string> {
  await dicom({})(folder)
  const small = { pixels: half.pixels, width: half.width, height: half.height }
  await writeDicom(join(folder, 'b.dcm'), { ...small, instance: '1.2.3.2' })
  const label = { pixels: field(64, 64), width: 64, height: 64 }
  await writeDicom(join(folder, 'c.dcm'), { ...label, instance: '1.2.3.3', shows: 'LABEL' })
  return ''
}

async function concatenation(folder: string): Promise<string> {
  const all = Array.from({ length: 20 }, (_, i) => i)
  for (const part of [0, 1])
    await writeDicom(join(folder, `${part}.dcm`), {
      ...{ pixels, width, height, instance: `1.2.3.${part}` },
      tiles: all.slice(part * 10, part * 10 + 10),
      concatenation: { id: '1.2.9', parts: 2, firstFrame: part * 10 }
    })
  return '0.dcm'
}

const makers: Record<string, (folder: string) => Promise<string>> = {
  'tiff deflate, levels': tiff(page, half),
  'tiff uncompressed strips': tiff({ ...page, tile: undefined, compression: 'none' }),
  'tiff jpeg': tiff({ ...page, compression: 'jpeg' }, { ...half, compression: 'jpeg' }),
  'tiff webp': tiff({ ...page, compression: 'webp' }),
  'tiff zstd': tiff({ ...page, compression: 'zstd' }),
  'tiff planes': tiff({ ...page, planar: true }),
  'tiff 16 bits': tiff({ ...page, bits: 16 }),
  'tiff turned': tiff({ ...page, orientation: 6 }),
  'tiff four samples': tiff({ ...page, pixels: fourSamples(), samples: 4, extra: 2 }),
  'ome-tiff': tiff({ ...page, description: omeText, below: [half] }),
  'aperio svs': tiff({ ...page, compression: 'jpeg', description: aperioText }),
  'bigtiff lzw': vipsTiff({ bigtiff: true, compression: 'lzw', predictor: 'horizontal' }),
  'tiff packbits': vipsTiff({ compression: 'packbits' }),
  'tiff jpeg pyramid': vipsTiff({
    ...{ tile: true, tileWidth: 64, tileHeight: 64, pyramid: true },
    compression: 'jpeg'
  }),
  png: image('png'),
  jpeg: image('jpeg'),
  webp: image('webp'),
  'dicom jpeg': dicom({ encode: jpegTile('4:2:0') }),
  'dicom jpeg 2000': dicom({
    ...{ syntax: '1.2.840.10008.1.2.4.90', photometric: 'YBR_RCT' },
    encode: jpeg2000Tile
  }),
  'dicom jpeg-ls': dicom({
    ...{ syntax: '1.2.840.10008.1.2.4.80', photometric: 'RGB' },
    encode: jpegLsTile(2)
  }),
  'dicom rle': dicom({ syntax: '1.2.840.10008.1.2.5', photometric: 'RGB', encode: rleTile }),
  'dicom uncompressed': dicom({
    ...{ syntax: '1.2.840.10008.1.2.1', photometric: 'RGB' },
    encode: uncompressed
  }),
  'dicom sparse': dicom({ tiles: [0, 1, 5, 6, 7, 12] }),
  'dicom extended table': dicom({ table: 'extended' }),
  'dicom without table': dicom({ table: 'none' }),
  'dicom series': dicomSeries,
  'dicom concatenation': concatenation,
  'patch folder': async folder => relative(folder, await writePatchFolder(folder, 4, 3))
}

/** Writes one small slide of each format and reads its files. */
export async function makeSeeds(): Promise<Seed[]> {
  const seeds: Seed[] = []
  for (const [name, make] of Object.entries(makers)) {
    const folder = mkdtempSync(join(tmpdir(), 'ductal-seed-'))
    try {
      const open = await make(folder)
      const names = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter(entry => entry.isFile())
        .map(entry => relative(folder, join(entry.parentPath, entry.name)))
      const files = new Map(names.sort().map(file => [file, readFileSync(join(folder, file))] as const))
      seeds.push({ name, files, open })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  return seeds
}

/** The folder of a file within a seed. */
export const prepareFolder = (path: string) => mkdirSync(dirname(path), { recursive: true })
