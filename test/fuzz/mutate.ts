import { crc32 } from 'node:zlib'
import type { Random } from '../support/random.ts'

/** Changes a copy of a file; returns it, or a part of it. */
type Mutation = (bytes: Buffer, random: Random) => Buffer

/** Numbers at which decoders go wrong. */
const odd = [
  ...[0, 1, 2, 3, 7, 8, 15, 16, 255, 256, 0x7fff, 0x8000, 0xffff, 0x10000],
  ...[0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff]
]

const flipBits: Mutation = (bytes, random) => {
  const count = 1 + random.below(16)
  for (let i = 0; i < count; i++) bytes[random.below(bytes.length)]! ^= 1 << random.below(8)
  return bytes
}

const setBytes: Mutation = (bytes, random) => {
  const count = 1 + random.below(8)
  for (let i = 0; i < count; i++) bytes[random.below(bytes.length)] = random.of([0, 1, 0x7f, 0x80, 0xff])
  return bytes
}

/** Headers are a small part of a file, but most of what goes wrong. */
const setHeadBytes: Mutation = (bytes, random) => {
  const head = Math.min(bytes.length, 512)
  for (let i = 0; i <= random.below(4); i++) bytes[random.below(head)] = random.below(256)
  return bytes
}

const truncate: Mutation = (bytes, random) => bytes.subarray(0, random.below(bytes.length))

const extend: Mutation = (bytes, random) =>
  Buffer.concat([bytes, Buffer.from(Array.from({ length: random.below(5000) }, () => random.below(256)))])

const fillPart: Mutation = (bytes, random) => {
  const from = random.below(bytes.length)
  return bytes.fill(
    random.of([0, 0xff, random.below(256)]),
    from,
    Math.min(bytes.length, from + random.below(2000))
  )
}

const copyPart: Mutation = (bytes, random) => {
  const [from, to] = [random.below(bytes.length), random.below(bytes.length)]
  bytes.copy(bytes, to, from, Math.min(bytes.length, from + random.below(1000)))
  return bytes
}

const removePart: Mutation = (bytes, random) => {
  const from = random.below(bytes.length)
  return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + 1 + random.below(500))])
}

const anyword: Mutation = (bytes, random) => {
  if (bytes.length < 8) return bytes
  const at = random.below(bytes.length - 4)
  if (random.below(2)) bytes.writeUInt32LE(random.of(odd), at)
  else bytes.writeUInt32BE(random.of(odd), at)
  return bytes
}

/** Positions of all entries of a TIFF's directories, and of the words that link them. */
function tiffPlaces(bytes: Buffer): { entries: number[]; links: number[]; starts: number[]; big: boolean } {
  const big = bytes.readUInt16LE(2) === 43
  const [countBytes, entryBytes, wordBytes] = big ? [8, 20, 8] : [2, 12, 4]
  const word = (at: number) => (big ? Number(bytes.readBigUInt64LE(at)) : bytes.readUInt32LE(at))
  const found = { entries: [] as number[], links: [big ? 8 : 4], starts: [] as number[], big }
  let at = word(big ? 8 : 4)
  while (at > 0 && at + countBytes < bytes.length && found.starts.length < 8) {
    found.starts.push(at)
    const count = big ? Number(bytes.readBigUInt64LE(at)) : bytes.readUInt16LE(at)
    for (let i = 0; i < Math.min(count, 64); i++) {
      const entry = at + countBytes + i * entryBytes
      if (entry + entryBytes > bytes.length) return found
      found.entries.push(entry)
    }
    const link = at + countBytes + count * entryBytes
    if (link + wordBytes > bytes.length) return found
    found.links.push(link)
    at = word(link)
  }
  return found
}

/** Changes tag, type, count or value of an entry, or closes the chain of directories to a loop. */
const tiffField: Mutation = (bytes, random) => {
  const { entries, links, starts, big } = tiffPlaces(bytes)
  if (entries.length === 0) return bytes
  const entry = random.of(entries)
  const place = [random.of(odd), random.below(bytes.length), random.of(starts), random.below(65_536)]
  const write = (value: number, at: number) =>
    big ? bytes.writeBigUInt64LE(BigInt(value), at) : bytes.writeUInt32LE(value, at)
  const changes = [
    () => bytes.writeUInt16LE(random.of([...Array(20).keys(), 254, 273, 324, 330, 347]), entry),
    () => bytes.writeUInt16LE(random.of([0, 1, 2, 3, 4, 5, 7, 12, 13, 16, 18, 19, 255]), entry + 2),
    () => write(random.of(place), entry + 4),
    () => write(random.of(place), entry + (big ? 12 : 8)),
    () => bytes.writeUInt16LE(random.of(odd.filter(value => value < 65_536)), entry + (big ? 12 : 8)),
    () => write(random.of(place), random.of(links))
  ]
  random.of(changes)()
  return bytes
}

/** Tags on which decoding depends, with values that a sound file could have, or nearly. */
const tiffValues: [tags: number[], values: number[]][] = [
  [
    [256, 257],
    [0, 1, 49, 63, 64, 65, 1000, 65_535, 200_000, 3_000_000, 0x7fffffff, 0xffffffff]
  ],
  [
    [322, 323, 278],
    [0, 1, 8, 15, 16, 17, 63, 65, 128, 4096, 9000, 65_535, 0x7fffffff]
  ],
  [[258], [0, 1, 2, 4, 8, 12, 16, 32, 64, 255]],
  [[259], [1, 2, 5, 6, 7, 8, 9, 32773, 32946, 33003, 33005, 34712, 34925, 50000, 50001, 50002]],
  [[262], [0, 1, 2, 3, 4, 5, 6, 8, 9, 32803]],
  [[277], [0, 1, 2, 3, 4, 5, 8, 1000, 65_535]],
  [
    [274, 284, 317, 338, 254],
    [0, 1, 2, 3, 6, 8, 9, 255]
  ]
]

/** Gives an entry of a TIFF another plausible value. */
const tiffValue: Mutation = (bytes, random) => {
  const { entries, big } = tiffPlaces(bytes)
  const [tags, values] = random.of(tiffValues)
  const fitting = entries.filter(entry => tags.includes(bytes.readUInt16LE(entry)))
  if (fitting.length === 0) return bytes
  const entry = random.of(fitting)
  const value = random.of(values)
  // A long word: values of 16 bits become one with its type.
  bytes.writeUInt16LE(4, entry + 2)
  if (big) bytes.writeBigUInt64LE(BigInt(value), entry + 12)
  else bytes.writeUInt32LE(value, entry + 8)
  return bytes
}

const longForms = /^(OB|OW|OF|OD|OL|OV|SQ|SV|UC|UR|UT|UN|UV)$/

/** Positions of the elements of a DICOM file, sequences included. */
function dicomPlaces(bytes: Buffer): { at: number; value: number; length: number }[] {
  const found: { at: number; value: number; length: number }[] = []
  let at = 132
  while (at + 12 <= bytes.length && found.length < 400) {
    const kind = bytes.toString('latin1', at + 4, at + 6)
    if (!/^[A-Z]{2}$/.test(kind)) {
      // An item or its end; its elements follow.
      at += 8
      continue
    }
    const long = longForms.test(kind)
    const value = at + (long ? 12 : 8)
    const length = long ? bytes.readUInt32LE(at + 8) : bytes.readUInt16LE(at + 6)
    found.push({ at, value, length })
    if (bytes.readUInt32LE(at) === 0x00107fe0) break
    at = kind === 'SQ' ? value : value + length
  }
  return found
}

/** Changes tag, kind, length or value of an element, or an item of the pixel data. */
const dicomField: Mutation = (bytes, random) => {
  const places = dicomPlaces(bytes)
  if (places.length === 0) return bytes
  const { at, value, length } = random.of(places)
  const pixels = places.at(-1)!
  const changes = [
    () => bytes.writeUInt16LE(random.of([0, 1, 2, 7, 0x7fff, 0xffff]), at + 6),
    () => bytes.writeUInt32LE(random.of(odd), Math.min(at + 8, bytes.length - 4)),
    () => bytes.write(random.of(['SQ', 'UN', 'OB', 'US', 'DS', 'OV', 'zz']), at + 4, 'latin1'),
    () => length >= 2 && bytes.writeUInt16LE(random.of([0, 1, 2, 0x7fff, 0xffff]), value),
    () => length >= 4 && bytes.writeUInt32LE(random.of(odd), value),
    () =>
      length > 0 &&
      length < 100 &&
      bytes.fill(random.of(['9', '-', '.', '\\', '\0', ' ']), value, value + length),
    () => bytes.writeUInt32LE(random.of(odd), Math.min(pixels.value + 4, bytes.length - 4)),
    () => bytes.writeUInt32LE(random.of(odd), Math.min(pixels.value + 8, bytes.length - 4)),
    () => bytes.writeUInt32LE(random.of([0xfffee000, 0xe000fffe, 0xe0ddfffe, 0]), at)
  ]
  random.of(changes)()
  return bytes
}

/** Elements on which decoding depends. */
const dicomNumbers = new Map<number, number[]>([
  [0x00280010, [0, 1, 16, 63, 65, 128, 9000, 65_535]],
  [0x00280011, [0, 1, 16, 63, 65, 128, 9000, 65_535]],
  [0x00280002, [0, 1, 2, 3, 4, 255]],
  [0x00280006, [0, 1, 2]],
  [0x00280100, [1, 8, 12, 16, 32]],
  [0x00480006, [0, 1, 64, 321, 100_000, 0x7fffffff, 0xffffffff]],
  [0x00480007, [0, 1, 64, 257, 100_000, 0x7fffffff, 0xffffffff]],
  [0x00209163, [0, 1, 3, 65_535]],
  [0x00209228, [0, 1, 9, 11, 0x7fffffff]]
])
const dicomTexts = new Map<number, string[]>([
  [0x00280004, ['RGB', 'YBR_FULL', 'YBR_FULL_422', 'MONOCHROME2', 'PALETTE COLOR', 'YBR_ICT']],
  [0x00280008, ['0', '1', '-1', '2', '19', '21', '99999999', 'x', '1e9']],
  [0x00200311, ['TILED_FULL', 'TILED_SPARSE']],
  [0x00020010, ['1.2.840.10008.1.2', '1.2.840.10008.1.2.5', '1.2.840.10008.1.2.4.90', '1.2.3']],
  [0x00280030, ['0\\0', '1e-30\\1', '9\\9', '-1\\-1', '\\']]
])

/** Gives an element another plausible value. */
const dicomValue: Mutation = (bytes, random) => {
  const tagOf = (at: number) => bytes.readUInt16LE(at) * 0x10000 + bytes.readUInt16LE(at + 2)
  const fitting = dicomPlaces(bytes).filter(
    ({ at }) => dicomNumbers.has(tagOf(at)) || dicomTexts.has(tagOf(at))
  )
  if (fitting.length === 0) return bytes
  const { at, value, length } = random.of(fitting)
  const number = random.of(dicomNumbers.get(tagOf(at)) ?? [0])
  if (dicomTexts.has(tagOf(at))) {
    bytes.fill(' ', value, value + length)
    bytes.write(random.of(dicomTexts.get(tagOf(at))!).slice(0, length), value, 'latin1')
  } else if (length === 2) bytes.writeUInt16LE(Math.min(number, 65_535), value)
  else if (length === 4) bytes.writeUInt32LE(number, value)
  return bytes
}

/** Changes the stated size of an image, with a matching checksum. */
const imageSize: Mutation = (bytes, random) => {
  const size = random.of([0, 1, 49, 319, 321, 5000, 65_535, 200_000, 0x7fffffff])
  if (bytes.toString('latin1', 1, 4) === 'PNG' && bytes.length > 33) {
    bytes.writeUInt32BE(size, random.of([16, 20]))
    if (random.below(4) === 0) bytes[random.of([24, 25, 28])] = random.of([0, 1, 2, 3, 4, 6, 8, 16])
    bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29)
    return bytes
  }
  const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]))
  if (frame > 0 && frame + 9 < bytes.length)
    bytes.writeUInt16BE(Math.min(size, 65_535), frame + random.of([5, 7]))
  return bytes
}

const general = [
  ...[flipBits, setBytes, setHeadBytes, truncate, extend],
  ...[fillPart, copyPart, removePart, anyword, imageSize]
]

/** Changes a file in one to three ways, mostly in one, according to its format. */
export function mutated(original: Buffer, random: Random): Buffer {
  let bytes: Buffer = Buffer.from(original)
  const rounds = random.of([1, 1, 1, 2, 3])
  for (let i = 0; i < rounds && bytes.length > 16; i++) {
    const isTiff = /^II[*+]\0/.test(bytes.toString('latin1', 0, 4))
    const isDicom = bytes.toString('latin1', 128, 132) === 'DICM'
    const own = random.of(isTiff ? [tiffField, tiffValue] : isDicom ? [dicomField, dicomValue] : [imageSize])
    try {
      bytes = (random.below(3) > 0 ? own : random.of(general))(bytes, random)
    } catch (error) {
      // An earlier change moved the field beyond the end.
      if (!(error instanceof RangeError)) throw error
    }
  }
  return bytes
}
