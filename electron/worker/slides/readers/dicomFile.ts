/** Position of one frame in the file. */
export interface Frame {
  from: number
  length: number
}

/** Facts about a plain tiled DICOM slide: one level, one JPEG per tile, row by row. */
export interface DicomFacts {
  width: number
  height: number
  tileWidth: number
  tileHeight: number
  /** Pixel spacing between rows, then between columns, in mm; null if the file has none. */
  spacing: [number, number] | null
  frames: Frame[]
}

const jpegBaseline = '1.2.840.10008.1.2.4.50'
const longForms = new Set(['OB', 'OW', 'OF', 'OD', 'OL', 'SQ', 'UC', 'UR', 'UT', 'UN'])
const undefinedLength = 0xffffffff
const tag = {
  transferSyntax: 0x00020010,
  samplesPerPixel: 0x00280002,
  numberOfFrames: 0x00280008,
  rows: 0x00280010,
  columns: 0x00280011,
  pixelSpacing: 0x00280030,
  bitsAllocated: 0x00280100,
  totalColumns: 0x00480006,
  totalRows: 0x00480007,
  perFrameGroups: 0x52009230,
  pixelData: 0x7fe00010,
  item: 0xfffee000
} as const

/**
 * Reads a DICOM file (PS3.10 with explicit little-endian elements, PS3.5 A.4) up to its frames.
 * @returns undefined if the file is not DICOM or not plain: frames out of order, other compression,
 *   not RGB
 */
export function readDicom(file: Buffer): DicomFacts | undefined {
  if (file.toString('latin1', 128, 132) !== 'DICM') return undefined
  const values = new Map<number, Buffer>()
  let at = 132
  while (at + 12 <= file.length) {
    const element = elementAt(file, at)
    if (element.tag === tag.pixelData) return factsOf(values, file, element.value)
    // Elements within sequences are read in order; the first occurrence of each counts.
    if (!element.nested && !values.has(element.tag))
      values.set(element.tag, file.subarray(element.value, element.value + element.length))
    if (element.tag === tag.perFrameGroups) return undefined
    at = element.nested ? element.value : element.value + element.length
  }
  return undefined
}

function elementAt(file: Buffer, at: number) {
  const name = file.readUInt16LE(at) * 0x10000 + file.readUInt16LE(at + 2)
  if (file.readUInt16LE(at) === 0xfffe)
    return { tag: name, value: at + 8, length: file.readUInt32LE(at + 4), nested: true }
  const kind = file.toString('latin1', at + 4, at + 6)
  const long = longForms.has(kind)
  const length = long ? file.readUInt32LE(at + 8) : file.readUInt16LE(at + 6)
  return {
    tag: name,
    value: at + (long ? 12 : 8),
    length,
    nested: kind === 'SQ' || length === undefinedLength
  }
}

function factsOf(values: Map<number, Buffer>, file: Buffer, pixelData: number): DicomFacts | undefined {
  const text = (name: number) =>
    values
      .get(name)
      ?.toString('latin1')
      .replace(/[\0 ]+$/, '') ?? ''
  const short = (name: number) => (values.get(name)?.length === 2 ? values.get(name)!.readUInt16LE() : 0)
  const long = (name: number) => (values.get(name)?.length === 4 ? values.get(name)!.readUInt32LE() : 0)
  const facts = {
    width: long(tag.totalColumns),
    height: long(tag.totalRows),
    tileWidth: short(tag.columns),
    tileHeight: short(tag.rows)
  }
  const isPlain = short(tag.samplesPerPixel) === 3 && short(tag.bitsAllocated) === 8
  if (!isPlain || text(tag.transferSyntax) !== jpegBaseline) return undefined
  if (Object.values(facts).some(edge => edge === 0)) return undefined
  const tiles = Math.ceil(facts.width / facts.tileWidth) * Math.ceil(facts.height / facts.tileHeight)
  const frames = fragments(file, pixelData)
  if (Number(text(tag.numberOfFrames)) !== tiles || frames.length !== tiles) return undefined
  const [between, along] = text(tag.pixelSpacing).split('\\').map(Number)
  const spacing: [number, number] | null = between && along ? [between, along] : null
  return { ...facts, spacing, frames }
}

/** Returns the fragments of encapsulated pixel data without the offset table that precedes them. */
function fragments(file: Buffer, from: number): Frame[] {
  const found: Frame[] = []
  let at = from
  while (at + 8 <= file.length) {
    const { tag: name, value, length } = elementAt(file, at)
    if (name !== tag.item || value + length > file.length) break
    found.push({ from: value, length })
    at = value + length
  }
  return found.slice(1)
}
