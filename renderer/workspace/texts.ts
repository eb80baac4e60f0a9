const times = (value: number) => `${Number(value.toPrecision(3))}×`

/** Texts of the view of the slides. */
export const viewTexts = {
  viewer: {
    region: 'Slide viewer',
    slide: (name: string) => `Slide ${name}`,
    toolbar: 'Viewer tools',
    presets: 'Magnification',
    preset: (value: number) => times(value),
    magnification: (value: number) => times(value),
    ownZoom: (percent: number) => `${percent} % of native`,
    enlarged: 'enlarged',
    turn: 'Rotate and mirror',
    angle: 'Angle',
    tools: 'Measure and save',
    measures: 'Measured lengths',
    removeMeasure: (length: string) => `Remove ${length}`,
    measureHint: 'Click two points, or drag from one to the other. Esc puts the ruler away.',
    secondSide: 'Other side',
    snapshotSaved: (name: string) => `Snapshot saved as ${name}.`,
    snapshotCopied: 'Snapshot copied.',
    copyRefused: 'The browser blocked copying. Save the snapshot instead.',
    snapshotTitle: 'Snapshot of the view',
    degrees: (angle: number) => `${Math.round(angle)}°`,
    tissue: 'Tissue',
    navigator: 'Overview',
    scaleBar: (length: string) => `Scale bar: ${length}`,
    scaleBarPixels: (length: string) => `${length} (no resolution)`,
    tilesFailed: (count: number) =>
      count === 1 ? '1 part of the slide cannot be read' : `${count} parts of the slide cannot be read`,
    tilesFailedHint: 'These areas stay blank. The file may be damaged or missing.',
    retry: 'Try again',
    reading: 'Reading the slide …'
  },

  loading: {
    line: (parts: string[]) => `Loading ${parts.join(', ')} …`,
    tiles: (count: number) => (count === 1 ? '1 tile of the slide' : `${count} tiles of the slide`),
    tissue: 'tissue map',
    heatmap: 'heatmap'
  },

  pointer: {
    region: 'Under the pointer',
    idle: 'Move the pointer over the slide',
    pixels: (x: number, y: number) => `x ${x}, y ${y} px`,
    mm: (x: string, y: string) => `${x}, ${y} mm`,
    difference: (value: number) => `difference ${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`,
    place: (row: number, col: number) => `row ${row}, column ${col}`,
    probability: (value: string) => `p = ${value}`,
    positive: 'marked',
    negative: 'not marked',
    failed: 'failed, no result here',
    background: 'background, not analysed',
    pending: 'not analysed yet',
    noPatch: 'no patch here',
    outside: 'outside the slide',
    truth: { 1: 'ground truth: IDC', 0: 'ground truth: not IDC' } as Record<number, string>
  }
} as const
