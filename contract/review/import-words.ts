import type { Imported } from './report.ts'

/** Describes in one line what an import did, for people. */
export function importWords({
  regions,
  classes,
  passedOver,
  known,
  clipped,
  repaired,
  notKept
}: Imported): string {
  const counted = (count: number, one: string, more: string) =>
    count === 0 ? [] : [`${count} ${count === 1 ? one : more}`]
  return [
    `${regions} ${regions === 1 ? 'region' : 'regions'} imported`,
    ...counted(clipped, 'of them cut at the border of the slide', 'of them cut at the border of the slide'),
    ...counted(repaired, 'outline repaired', 'outlines repaired'),
    ...counted(known, 'already present', 'already present'),
    ...counted(
      passedOver,
      'object skipped that is not an annotation',
      'objects skipped that are not annotations'
    ),
    ...counted(notKept.measurements, 'measurement not kept', 'measurements not kept'),
    ...counted(notKept.metadata, 'entry of metadata not kept', 'entries of metadata not kept'),
    ...(classes.length === 0 ? [] : [`new classes: ${classes.join(', ')}`])
  ].join('; ')
}
