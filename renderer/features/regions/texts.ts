import { count } from '../../../contract/format.ts'
import type { RegionKind } from '../../../contract/review/region.ts'

const regions = (number: number) => (number === 1 ? '1 region' : `${count(number)} regions`)

/** Texts of regions and their classes. */
export const regionTexts = {
  regions: {
    tab: 'Regions',
    title: 'Regions',
    tools: 'Drawing tools',
    tool: {
      select: 'Select and edit',
      rectangle: 'Rectangle',
      polygon: 'Polygon',
      freehand: 'Freehand',
      ellipse: 'Ellipse',
      brush: 'Brush',
      point: 'Point',
      line: 'Line'
    },
    kinds: {
      rectangle: 'Rectangle',
      polygon: 'Polygon',
      freehand: 'Freehand',
      ellipse: 'Ellipse',
      brush: 'Brush',
      point: 'Point',
      line: 'Line'
    } satisfies Record<RegionKind, string>,
    hints: {
      select:
        'Click a region to select it. Drag to move it, or drag a corner to reshape it. Double-click an edge to add a corner.',
      rectangle: 'Drag from corner to corner.',
      polygon: 'Click each corner. Double-click or press Enter to close.',
      freehand: 'Hold the button and draw around the area.',
      ellipse: 'Drag a box around the area.',
      brush: 'Hold the button and paint.',
      point: 'Click to place the point.',
      line: 'Click each point. Double-click or press Enter to finish.',
      markBrush: 'Paint over patches to label them.',
      markLasso: 'Draw around patches to label them.'
    },
    keyHint:
      'Keyboard: arrows move the slide under the cross, Space adds a point, Enter finishes, Backspace removes the last point, Esc cancels.',
    purpose: 'Draw as',
    purposes: { new: 'New region', add: 'Add to selected', subtract: 'Subtract from selected' },
    brush: 'Brush',
    brushSize: (pixels: number) => `${pixels} px`,
    class: 'Class',
    nextClass: 'Class of new regions',
    name: 'Name',
    note: 'Note',
    locked: 'Locked',
    lock: 'Lock',
    unlock: 'Unlock',
    count: regions,
    list: 'Regions of this analysis',
    search: 'Search regions',
    none: 'No regions yet. Choose a tool and draw on the slide, or turn marked patches into a region.',
    noneFound: 'No regions match.',
    unnamed: (kind: string, number: number) => `${kind} ${number}`,
    goTo: 'Show on slide',
    select: (name: string) => `Select ${name}`,
    remove: 'Delete',
    removeTitle: (count: number) => `Delete ${regions(count)}?`,
    removeText: 'You can undo this.',
    merge: 'Merge',
    subtract: 'Subtract',
    subtractHint: 'Subtracts the others from the first region.',
    mergeHint: 'Merges them into one region.',
    chosen: (count: number) => `${regions(count)} selected`,
    fromPatches: 'Region from marked patches',
    fromPatchesHint: 'Uses the connected marked patches at the current review item, or under the cross',
    noPatches: 'No marked patch here.',
    measures: 'Measurements',
    drawn: 'As drawn',
    area: 'Area',
    diameter: 'Largest diameter',
    perimeter: 'Perimeter',
    length: 'Length',
    patches: 'Patches',
    patchesValue: (patches: number, positive: number) => `${patches}, ${positive} marked`,
    mean: 'Mean probability',
    max: 'Maximum probability',
    noMeasure: '–',
    measuring: '…',
    note2: 'Measured on the slide; not a tumour size.',
    isLocked: 'This region is locked. Unlock it to change it.',
    unsaved: 'not saved',
    slow: 'Fast drawing of regions could not start, so moving the slide may be slow. Reload the window.',
    lockedMark: 'locked',
    saving: {
      add: 'new region',
      update: 'changed region',
      remove: (count: number) => `${regions(count)} deleted`,
      merge: 'merged regions',
      subtract: 'subtracted regions',
      fromPatches: 'region from marked patches'
    }
  },

  classes: {
    title: 'Region classes',
    edit: 'Edit classes …',
    intro: 'Every region has one of these classes.',
    name: 'Name',
    color: 'Colour',
    add: 'Add class',
    remove: (name: string) => `Remove ${name}`,
    newName: 'New class',
    save: 'Save'
  }
} as const
