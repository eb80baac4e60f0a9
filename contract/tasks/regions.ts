/** Worker tasks on the shapes of regions: they may take long or much memory for a crafted shape. */
import type { Geometry, Measures, NewRegion, RegionKind, Ring } from '../review/region.ts'
import type { Grid } from '../runs/run.ts'

/** Size of a slide in level-0 pixels. */
export interface SlideSize {
  width: number
  height: number
}

/** A shape, and the tool that it was drawn with. */
export interface DrawnShape {
  kind: RegionKind
  geometry: Geometry
}

/** A region of a file; its class is a name and a colour that the library may lack. */
export interface Annotation extends Omit<NewRegion, 'classId'> {
  class: { name: string; color: string } | null
  /** Names the feature in a refusal. */
  feature: string
  /** Whether the shape was cut at the slide's border. */
  clipped: boolean
  /** Whether the outline crossed itself, or parts overlapped, so that it is another one now. */
  repaired: boolean
  /** Numbers of measurements and of metadata of other programs, which regions do not keep. */
  notKept: NotKept
}

export interface NotKept {
  measurements: number
  metadata: number
}

/** The slide that the regions of a file should belong to. */
export interface Meant extends SlideSize {
  name: string
  fingerprint: string
  /** Fingerprints by older rules, which older exports state. */
  formers?: readonly string[]
}

export interface FoundRegions {
  /** In the order of the file, with shapes in storable form. */
  regions: Annotation[]
  /** Number of objects that are not regions. */
  passedOver: number
}

export interface RegionTasks {
  /**
   * Brings shapes into storable form.
   * @throws region/bad-geometry
   */
  checkShapes: { takes: { shapes: DrawnShape[]; slide: SlideSize }; gives: DrawnShape[] }
  /**
   * Joins areas, or subtracts the others from the first; null if nothing is left.
   * @throws region/bad-geometry
   */
  combineAreas: {
    takes: {
      how: 'union' | 'difference'
      kind: RegionKind
      first: Ring[][]
      others: Ring[][][]
      slide: SlideSize
    }
    gives: DrawnShape | null
  }
  /**
   * Returns dimensions, and the patches inside as spans: row, first and last column, and so on. A
   * shape that is not stored yet is measured as it would be, on this slide.
   */
  measureShape: {
    takes: { geometry: Geometry; grid: Grid; mpp: number; unstored: SlideSize | null }
    gives: {
      dimensions: Pick<Measures, 'areaMm2' | 'perimeterMm' | 'largestDiameterMm' | 'lengthMm'>
      spans: Uint32Array
    }
  }
  /** Returns the outline of patches, in storable form. */
  outlinePatches: {
    takes: { rows: Uint32Array; cols: Uint32Array; grid: Grid; slide: SlideSize }
    gives: DrawnShape
  }
  /**
   * Reads the regions of a GeoJSON file, compressed or not.
   * @throws import/…, path/…
   */
  readRegions: { takes: { path: string; slide: Meant }; gives: FoundRegions }
}
