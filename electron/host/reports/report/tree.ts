/** A report as a plain document: what every rendering of it shows, in order, and nothing of how it is drawn. */
export interface Tree {
  title: string
  /** What the report is about: the slide's name. */
  subject: string
  /** Who vouches for it; empty where it is not signed. */
  author: string
  madeAt: Date
  /** In the head of every page. */
  running: { left: string; right: string }
  /** At the foot of every page. */
  notice: string
  /** May be many, and may be read several times; they are made as they are read. */
  blocks: Iterable<Block>
}

export type Block = Heading | Text | Callout | Facts | Table | Figures | Together

/** Level 1 opens a section; headings are the bookmarks. */
export interface Heading {
  kind: 'heading'
  level: 1 | 2
  text: string
  /** Unique in the document, made of letters, digits and hyphens. */
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
  /** Hashes and the like, whose letters are compared one by one. */
  exact?: boolean
}

export interface Facts {
  kind: 'facts'
  facts: Fact[]
  /** Two beside each other: all of them are short. */
  short?: boolean
}

export interface Column {
  title: string
  /** Share of the width, in the units of the other columns. */
  width: number
  right?: boolean
}

export interface Cell {
  text: string
  swatch?: string
  strong?: boolean
  /** The heading that it leads to. */
  link?: string
}

export interface Table {
  kind: 'table'
  caption: string
  columns: Column[]
  rows: Cell[][]
}

/** One figure takes the whole width, two take half of it each. */
export interface Figures {
  kind: 'figures'
  figures: Figure[]
}

/** Not parted between two pages where one page can hold it. */
export interface Together {
  kind: 'together'
  blocks: Exclude<Block, Together>[]
}

/** A part of the slide with what is drawn over it. */
export interface Figure {
  id: string
  /** Level-0 pixels; may reach beyond the slide. */
  box: { x: number; y: number; width: number; height: number }
  /** Pixels of the picture below. */
  width: number
  height: number
  /** The heatmap that lies on it, if any. */
  heat: Heat | null
  shapes: Shape[]
  /** A bar of so many level-0 pixels, and what its length is. */
  scaleBar: { pixels: number; label: string }
  /** Colours of the outlines and whose they are. */
  key: { color: string; text: string }[]
  caption: string
  /** What somebody is told who cannot see it. */
  alternative: string
}

/** Written over a figure whose place in the slide cannot be decoded. */
export const unreadable = 'The slide’s file is damaged here: no picture.'

/** How a heatmap is to be read. */
export interface Heat {
  /** Of the class that it shows the probability of. */
  className: string
  threshold: number
  /** Patches that are hatched because no network was made for them. */
  flagged: number
}

/** What the hatching of a heatmap means. */
export const flaggedWords = 'hatched: the model was not made for such a patch'

/** An outline in level-0 pixels. */
export interface Shape {
  /** Flat lists x, y, x, y …; a list of one point is a point. */
  lines: number[][]
  closed: boolean
  /** `#rrggbb`. */
  color: string
  label: { text: string; x: number; y: number } | null
}
