import type { RawResolution } from '../reader.ts'

/** What the OME-XML of a TIFF states about its first image, and the names of the others. */
export interface Ome {
  resolution: RawResolution | null
  width: number
  planes: number
  channels: number
  names: string[]
}

/** µm per unit of PhysicalSizeXUnit (OME schema 2016-06); µm if the unit is absent. */
const micrometres: Record<string, number> = { µm: 1, μm: 1, um: 1, nm: 1e-3, mm: 1000, cm: 10_000, m: 1e6 }

/** Reads the OME-XML in an image description; undefined if it is none. */
export function readOme(description: string): Ome | undefined {
  if (!/<(\w+:)?OME\b/.test(description)) return undefined
  const pixels = [...description.matchAll(/<(?:\w+:)?Pixels\b([^>]*)>/g)].map(match => match[1] ?? '')
  const names = [...description.matchAll(/<(?:\w+:)?Image\b([^>]*)>/g)].map(
    (match, index) => attribute(match[1] ?? '', 'Name') ?? `image ${index + 1}`
  )
  const first = pixels[0]
  if (first === undefined) return undefined
  const size = (axis: 'X' | 'Y') => {
    const unit = (attribute(first, `PhysicalSize${axis}Unit`) ?? 'µm').replace('&#181;', 'µ')
    return Number(attribute(first, `PhysicalSize${axis}`) ?? Number.NaN) * (micrometres[unit] ?? Number.NaN)
  }
  const [x, y] = [size('X'), size('Y')]
  return {
    resolution: x > 0 && y > 0 ? { x, y, unit: 'um', source: 'metadata' } : null,
    width: Number(attribute(first, 'SizeX') ?? 0),
    planes: Number(attribute(first, 'SizeZ') ?? 1),
    channels: Number(attribute(first, 'SizeC') ?? 1),
    names
  }
}

function attribute(text: string, name: string): string | undefined {
  return new RegExp(`\\b${name}\\s*=\\s*["']([^"']*)["']`).exec(text)?.[1]
}
