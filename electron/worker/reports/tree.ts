/** A report as a plain document: the content and order shared by all renderings, without layout. */
export interface Tree {
  title: string
  /** Subject of the report: the slide's name. */
  subject: string
  /** The signer; empty if unsigned. */
  author: string
  madeAt: Date
  /** Header of every page. */
  running: { left: string; right: string }
  /** Footer of every page. */
  notice: string
  /** Possibly many; generated on demand, and can be iterated several times. */
  blocks: Iterable<Block>
}

export type Block = Heading | Text | Callout | Facts | Table | Figures | Together

/** Level 1 starts a section; every heading becomes a bookmark. */
export interface Heading {
  kind: 'heading'
  level: 1 | 2
  text: string
  /** Unique in the document; letters, digits and hyphens only. */
  id: string
  /** Colour of a class, `#rrggbb`. */
  swatch?: string
}

export interface Text {
  kind: 'text'
  text: string
  tone: 'plain' | 'muted'
}

export interface Callout {
  kind: 'callout'
  tone: 'good' | 'warning' | 'plain'
  title: string
  lines: string[]
}

export interface Fact {
  name: string
  value: string
  /** For hashes and the like, which readers compare letter by letter. */
  exact?: boolean
}

export interface Facts {
  kind: 'facts'
  facts: Fact[]
  /** Whether all facts are short, so that two fit side by side. */
  short?: boolean
}

export interface Column {
  title: string
  /** Relative width, in the same unit as the other columns. */
  width: number
  right?: boolean
}

export interface Cell {
  text: string
  swatch?: string
  strong?: boolean
  /** Id of the linked heading. */
  link?: string
}

export interface Table {
  kind: 'table'
  caption: string
  columns: Column[]
  rows: Cell[][]
}

/** One figure fills the width, two take half each. */
export interface Figures {
  kind: 'figures'
  figures: Figure[]
}

/** Kept on one page if it fits on one. */
export interface Together {
  kind: 'together'
  blocks: Exclude<Block, Together>[]
}

/** A part of the slide with overlays. */
export interface Figure {
  id: string
  /** Level-0 pixels; may extend beyond the slide. */
  box: { x: number; y: number; width: number; height: number }
  /** Size of the underlying image in pixels. */
  width: number
  height: number
  /** The heatmap on top, if any. */
  heat: Heat | null
  shapes: Shape[]
  /** Length of the bar in level-0 pixels, and its label. */
  scaleBar: { pixels: number; label: string }
  /** Outline colours and their meanings. */
  key: { color: string; text: string }[]
  caption: string
  /** Text alternative for readers who cannot see the figure. */
  alternative: string
}

/** Shown over a figure that cannot be decoded from the slide. */
export const unreadable = 'The slide file is damaged here: no picture.'

/** What a reader needs to read a heatmap. */
export interface Heat {
  /** The class whose probability is shown. */
  className: string
  threshold: number
  /** Number of patches hatched for a quality flag. */
  flagged: number
}

/** Explains the hatching of a heatmap. */
export const flaggedWords = 'hatched: flagged by the quality check'

/** An outline in level-0 pixels. */
export interface Shape {
  /** Flat lists x, y, x, y …; a list with a single point is a point. */
  lines: number[][]
  closed: boolean
  /** `#rrggbb`. */
  color: string
  label: { text: string; x: number; y: number } | null
}
