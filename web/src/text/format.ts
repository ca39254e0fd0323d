/** Numbers, sizes and times as people read them, in the language of the page. Pure; the caller brings the language. */

/** A count as it is shown: `999`, `12.3k`, `1.2m`; cut, not rounded. */
export const shortCount = (value: number): string => {
  if (value >= 1_000_000) return `${(Math.floor(value / 100_000) / 10).toFixed(1)}m`
  if (value >= 1000) return `${(Math.floor(value / 100) / 10).toFixed(1)}k`
  return String(value)
}

/** With group separators, as both languages write them: `1,234,567`. By hand: it is drawn hundreds of times per frame. */
export const exactCount = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',')

/** `840 ms`, `12.3 s`, `4 m 05 s`, `2 h 03 m`. */
export const formatDuration = (ms: number): string => {
  if (!Number.isFinite(ms) || ms < 0) return '–'
  if (ms < 1000) return `${Math.round(ms)} ms`
  const seconds = ms / 1000
  if (seconds < 100) return `${seconds.toFixed(1)} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} m ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} m`
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

/** Binary units: `512 B`, `1.5 KiB`, `20 MiB`. */
export const formatBytes = (bytes: number): string => {
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024
    unit += 1
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1
  return `${value.toFixed(digits).replace(/\.0$/, '')} ${UNITS[unit] ?? 'B'}`
}

/** `98.7 %`; whole numbers without decimals. */
export const formatPercent = (ratio: number): string => `${(ratio * 100).toFixed(1).replace(/\.0$/, '')} %`

export interface TimeFormats {
  /** Date and time to the second, in the browser's zone. */
  readonly instant: (at: number) => string
  /** `14:03:22`, with the date in front when it is not of the day of `now`. */
  readonly clock: (at: number, now: number) => string
}

const TIME: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false }

/** Formats to keep: making one costs a hundred times as much as using it. */
export const timeFormats = (language: string): TimeFormats => {
  const instant = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' })
  const today = new Intl.DateTimeFormat(language, TIME)
  const other = new Intl.DateTimeFormat(language, { month: '2-digit', day: '2-digit', ...TIME })
  return {
    instant: (at) => instant.format(at),
    clock: (at, now) => {
      const sameDay = new Date(at).setHours(0, 0, 0, 0) === new Date(now).setHours(0, 0, 0, 0)
      return (sameDay ? today : other).format(at)
    },
  }
}

export const formatInstant = (at: number, language: string): string => timeFormats(language).instant(at)

export const formatClock = (at: number, now: number, language: string): string => timeFormats(language).clock(at, now)

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]

/** `3 minutes ago`, `in 2 hours`. */
export const formatRelative = (at: number, now: number, language: string): string => {
  const seconds = (at - now) / 1000
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' })
  for (const [unit, length] of STEPS) {
    if (Math.abs(seconds) >= length) return format.format(Math.trunc(seconds / length), unit)
  }
  return format.format(Math.trunc(seconds), 'second')
}

/** A duration as a countdown: `0:42`, `12:05`, `1:02:03`. */
export const formatCountdown = (ms: number): string => {
  const total = Math.max(0, Math.ceil(ms / 1000))
  const hours = Math.floor(total / 3600)
  const rest = `${String(Math.floor((total % 3600) / 60)).padStart(hours > 0 ? 2 : 1, '0')}:${String(total % 60).padStart(2, '0')}`
  return hours > 0 ? `${hours}:${rest}` : rest
}
