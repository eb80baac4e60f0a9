import type OpenSeadragon from 'openseadragon'
import type { Ref, ShallowRef } from 'vue'
import type { Slide } from '../../contract/slide.ts'
import type { Box, Point } from './frame.ts'
import type { Layer, LayerPlace } from './overlay.ts'

export type { Box, Point }

/** Which part of a slide is looked at, and how it is turned. */
export interface Look extends Point {
  /** CSS pixels per level-0 pixel. */
  zoom: number
  /** Degrees, clockwise on the slide before it is mirrored. */
  rotation: number
  /** Left and right exchanged on the screen. */
  flip: boolean
}

export interface View extends Look {
  /** The zoom at which the whole slide fits. */
  fit: number
}

/** One slide on the screen, with what lies over it and what can be asked of it. All places are level-0 pixels. */
export interface Stage {
  /** For what builds on OpenSeadragon itself, such as Annotorious. */
  readonly viewer: OpenSeadragon.Viewer
  readonly slide: Readonly<ShallowRef<Slide | undefined>>
  readonly view: Readonly<ShallowRef<View | undefined>>
  /** What lies under the pointer; undefined while it is elsewhere. */
  readonly pointer: Readonly<ShallowRef<Point | undefined>>
  /** Whether a part of the slide has been drawn. */
  readonly drawn: Readonly<Ref<boolean>>
  /** Addresses of tiles that could not be read, with the reason. */
  readonly failedTiles: Readonly<ShallowRef<ReadonlyMap<string, string>>>

  open(slide: Slide): void
  /** Takes over what has become known of the slide on screen, such as its resolution; nothing moves. */
  know(slide: Slide): void
  reload(): void
  close(): void
  /** Lays a layer over the slide until the function that it returns is called. */
  add(layer: Layer, place: LayerPlace): () => void
  /** Draws the layers again before the next paint, for changes that do not move the slide. */
  refresh(): void

  /** Level-0 pixels under a place of the window, under every zoom, rotation and flip; undefined while no slide is open. */
  toSlide(client: { clientX: number; clientY: number }): Point | undefined
  /** Where a place of the slide lies in the window. */
  toWindow(place: Point): { clientX: number; clientY: number } | undefined

  /** The corners of the screen, clockwise on it from the top left; none while no slide is open. */
  corners(): Point[]
  /** What is on the screen at this moment, slide and layers, without what is laid over it by the page. */
  picture(): HTMLCanvasElement

  zoomBy(factor: number): void
  /** CSS pixels per level-0 pixel. */
  zoomTo(zoom: number): void
  fit(): void
  /** By a share of the visible width and height. */
  pan(right: number, down: number): void
  /** Clockwise on the screen, mirrored or not. */
  rotateBy(degrees: number): void
  rotateTo(degrees: number): void
  flipHorizontally(): void
  flipVertically(): void
  /** Brings a box into view, with room around it. */
  show(box: Box): void
  /** Centres a place at the present zoom, or at another one. */
  goTo(place: Point, zoom?: number): void
  /** Looks exactly so, at once. */
  look(look: Look): void
}
