export interface Moment {
  /** ISO 8601, such as `2026-03-01T08:05:00.000Z`. */
  utc: string
  /** The same moment in local time with its offset: `2026-03-01T09:05:00.000+01:00`. */
  local: string
}

export function momentOf(date: Date): Moment {
  const offset = -date.getTimezoneOffset()
  const two = (value: number) => String(Math.floor(Math.abs(value))).padStart(2, '0')
  const wall = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, -1)
  return {
    utc: date.toISOString(),
    local: `${wall}${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`
  }
}
