import type OpenSeadragon from 'openseadragon'
import type { Ref, ShallowRef } from 'vue'
import type { Slide } from '../../../contract/slides/slide.ts'
import type { Box, Position } from './frame.ts'
import type { Layer, LayerPlace } from './overlay.ts'

export type { Box, Position }

/** The visible part of a slide and its rotation. */
export interface Viewpoint extends Position {
  /** CSS pixels per level-0 pixel. */
  zoom: number
  /** Degrees clockwise, applied before mirroring. */
  rotation: number
  /** Whether the slide is mirrored horizontally on the screen. */
  flip: boolean
}

export interface View extends Viewpoint {
  /** Zoom at which the whole slide fits. */
  fit: number
}

/** One slide on screen, with its layers and actions. All coordinates are level-0 pixels. */
export interface Stage {
  /** For code that builds on OpenSeadragon directly. */
  readonly viewer: OpenSeadragon.Viewer
  readonly slide: Readonly<ShallowRef<Slide | undefined>>
  readonly view: Readonly<ShallowRef<View | undefined>>
  /** Slide position under the pointer; undefined while the pointer is elsewhere. */
  readonly pointer: Readonly<ShallowRef<Position | undefined>>
  /** Whether any part of the slide has been drawn. */
  readonly drawn: Readonly<Ref<boolean>>
  /** Whether the slide's thumbnail is on screen, behind tiles that are still to come. */
  readonly previewed: Readonly<Ref<boolean>>
  /** Number of tiles that are being loaded. */
  readonly loading: Readonly<Ref<number>>
  /** Addresses of tiles that could not be read, with the reason. */
  readonly failedTiles: Readonly<ShallowRef<ReadonlyMap<string, string>>>

  open(slide: Slide): void
  /** Updates details of the slide on screen, such as its resolution, without moving the view. */
  updateSlide(slide: Slide): void
  reload(): void
  /** Requests the tiles again with the present colours, without moving the view. */
  recolour(): void
  close(): void
  /** Adds a layer over the slide; the returned function removes it. */
  add(layer: Layer, place: LayerPlace): () => void
  /** Redraws the layers before the next paint, for changes that do not move the slide. */
  refresh(): void

  /**
   * Converts a point in the window to level-0 pixels, at any zoom, rotation and flip; undefined
   * while no slide is open.
   */
  toSlide(client: { clientX: number; clientY: number }): Position | undefined
  /** Converts a point of the slide to window coordinates; undefined while no slide is open. */
  toWindow(place: Position): { clientX: number; clientY: number } | undefined

  /**
   * Returns the corners of the screen, clockwise from its top left; empty while no slide is open.
   */
  corners(): Position[]
  /**
   * Returns an image of the slide and its layers as currently shown, without other page elements.
   */
  image(): HTMLCanvasElement

  zoomBy(factor: number): void
  /** CSS pixels per level-0 pixel. */
  zoomTo(zoom: number): void
  fit(): void
  /** Pans by a share of the visible width and height. */
  pan(right: number, down: number): void
  /** Rotates clockwise on the screen, mirrored or not. */
  rotateBy(degrees: number): void
  rotateTo(degrees: number): void
  flipHorizontally(): void
  flipVertically(): void
  /** Brings a box into view with a margin around it. */
  show(box: Box): void
  /** Centres a point at the current zoom or a given one. */
  goTo(place: Position, zoom?: number): void
  /** Sets exactly this view, without animation. */
  setView(viewpoint: Viewpoint): void
}
