/**
 * Formats numbers and dates for people: on the page, in reports and in error sentences.
 */

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const significant = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })

/** 12,345 */
export const count = (value: number): string => whole.format(value)

/** Formats a number with three significant digits. */
export const number = (value: number): string => significant.format(value)

/** Formats a length in the most readable unit: 750 µm, 1.2 mm, 3.4 cm. */
export function length(um: number): string {
  if (Math.abs(um) < 1000) return `${number(um)} µm`
  if (um < 100_000) return `${number(um / 1000)} mm`
  return `${number(um / 10_000)} cm`
}

/** Formats a coordinate in mm with µm precision: 12.345. */
export const millimetres = (um: number): string => (um / 1000).toFixed(3)

/** Formats an area in mm². */
export const area = (squareUm: number): string => `${number(squareUm / 1e6)} mm²`

/** Formats a share as a percentage; 0 % and 100 % appear only for exactly these values. */
export function percent(share: number): string {
  const value = share * 100
  if (value > 0 && value < 0.1) return '< 0.1 %'
  if (value < 100 && value > 99.9) return '> 99.9 %'
  return `${Number(value.toFixed(1))} %`
}

/** Formats a metric from 0 to 1 with three decimals, as in result tables. */
export const share = (value: number | null): string => (value === null ? '–' : value.toFixed(3))

/** Formats the difference of two metrics: +0.012, −0.003. */
export function difference(value: number | null): string {
  if (value === null) return '–'
  const size = Math.abs(value).toFixed(3)
  if (Number(size) === 0) return size
  return `${value < 0 ? '−' : '+'}${size}`
}

/** Formats the drop of a probability with four decimals; negative if the probability rose. */
export const probabilityLost = (value: number): string => value.toFixed(4).replace('-', '−')

/** Formats a duration: 4.2 s, 3 min 20 s, 2 h 5 min. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${Number(seconds.toFixed(1))} s`
  if (seconds < 90) return `${Math.round(seconds)} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** Formats a size in bytes: 812 B, 1.2 kB, 3.4 MB. */
export function bytes(size: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const step = size < 1 ? 0 : Math.min(Math.floor(Math.log10(size) / 3), units.length - 1)
  return `${number(size / 1000 ** step)} ${units[step]}`
}

/** Formats a timestamp from the host's records in local time. */
export const moment = (iso: string): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso))

/** Returns the last part of a path, with either separator. */
export const baseName = (path: string): string => path.split(/[\\/]/).filter(Boolean).pop() ?? path

/**
 * Formats a probability with three decimals, or with as many as it takes to show which side of the
 * threshold it is on.
 */
export function probability(value: number, threshold: number): string {
  for (let digits = 3; digits < 8; digits++) {
    const text = value.toFixed(digits)
    if (Number(text) >= threshold === value >= threshold) return text
  }
  return String(value)
}
