import {
  type App,
  type Component,
  type ComputedRef,
  type FunctionalComponent,
  h,
  type InjectionKey,
  inject
} from 'vue'
import type { ColorMap, Rgb } from '../../contract/runs/colormaps.ts'
import type { Command } from '../commands/command.ts'
import type { ColorMapName } from '../viewer/raster/colors.ts'
import type { PointerTool } from '../viewer/stage/pointer-tool.ts'
import type { Stage } from '../viewer/stage/stage.ts'

/** The slide on screen, or the second slide of a split view. */
export type Side = 'main' | 'second'

/** Places of the page that show whatever the features put there. */
export type Part =
  /** Opened by `useOpen(name)` of core/dialogs.ts. */
  | 'dialogs'
  /** Notices above everything else. */
  | 'banners'
  /** Left of the slides. */
  | 'left'
  /** Right of the slides. */
  | 'right'
  /** On top of the slides. */
  | 'over'
  /** Anywhere on the page. */
  | 'page'
  /** Above the tabs of a finished analysis. */
  | 'reviewBar'
  /** Below the slides: facts about the point under the pointer. */
  | 'pointer'
  /** In the header of a side of the split view; gets `side`. */
  | 'sideHeader'
  /** Over a slide; gets `slide`. Shows nothing unless the slide needs the user's attention. */
  | 'slideNotice'

/** A button or menu item that runs a command. */
export interface CommandIcon {
  command: string
  icon: Component
}

/** A button of the toolbar above the slides. */
export interface ToolbarButton extends CommandIcon {
  /** Lower numbers come first. */
  order: number
  /** Hides the button while its command is unavailable; other buttons are then disabled. */
  hides?: boolean
}

/** A tab of the side panel; gets `run` and `slide`. */
export interface PanelTab {
  /** Value of the setting `panelTab`. */
  id: string
  title: string
  /** Lower numbers come first. */
  order: number
  component: Component
  /** The tab fills the height of the panel and scrolls by itself. */
  tall?: boolean
  /** Creates the tool that the pointer becomes while the tab is open on a finished analysis. */
  pointer?(): PointerTool
}

/** Meaning of the colours over a slide. */
export interface Legend {
  title: string
  scale?: {
    map: ColorMapName | ColorMap
    threshold: number
    low: string
    middle: string
    high: string
    veil: number
  }
  /** The colour is undefined for transparent entries. */
  entries: { color: Rgb | undefined; hatched?: boolean; text: string; count: string }[]
  note: string
}

/** A file or folder that was dropped on the page. A browser does not reveal its path. */
export interface Dropped {
  name: string
  path: string | undefined
}

/** What a feature adds to the page. app/features.ts lists all features. */
export interface Feature {
  /**
   * Runs once, in the setup of the page and before the host is connected. Creates the stores that
   * load their data when the host connects, and what lives as long as the page.
   */
  setup?(): void
  commands?(): readonly Command[]
  /** Buttons in the title bar. */
  bar?: readonly CommandIcon[]
  /** Items of the menu in the title bar. */
  menu?: readonly CommandIcon[]
  toolbar?: readonly ToolbarButton[]
  tabs?: readonly PanelTab[]
  parts?: Partial<Record<Part, readonly Component[]>>
  /** Adds layers over a slide, as long as the calling scope lives. */
  layers?(stage: () => Stage | undefined, side: Side): void
  /** Returns the legend of a side; undefined while there is nothing to explain. */
  legend?(side: () => Side): ComputedRef<Legend | undefined>
  /** Returns whether the feature has handled the files. The first one that does ends the search. */
  dropped?(files: readonly Dropped[]): boolean
}

const featuresKey: InjectionKey<readonly Feature[]> = Symbol('features')

/** Makes the features known to the whole page. */
export const provideFeatures = (app: App, features: readonly Feature[]): unknown =>
  app.provide(featuresKey, features)

export const useFeatures = (): readonly Feature[] => inject(featuresKey, [])

/** Shows everything that the features put in a place. Passes other attributes on. */
export const FeatureParts: FunctionalComponent<{ name: Part }> = ({ name }, { attrs }) =>
  useFeatures()
    .flatMap(({ parts }) => parts?.[name] ?? [])
    .map(part => h(part, attrs))
FeatureParts.props = ['name']
FeatureParts.inheritAttrs = false
