/**
 * Reads what the headers of an answer say about the limits of its upstream. The one reader: meters show what it finds, and the cooldown
 * of an upstream that refuses goes by it. Sources: https://docs.anthropic.com/en/api/rate-limits,
 * https://platform.openai.com/docs/guides/rate-limits; the unified limits of Claude's plans and those of Codex as their clients read them.
 */
import { headerName } from '../../codec/http/header-name.ts'
import type { RawHeaders } from '../../contract/exchange.ts'
import type { MeterReading } from '../../contract/meter.ts'
import { anthropicField, anthropicReading, unifiedField, unifiedReading } from './anthropic-limits.ts'
import { codexField, codexReading, creditsField, creditsReading } from './codex-limits.ts'
import type { LimitField, LimitFields } from './limit-parts.ts'
import { openaiField, openaiReading } from './openai-limits.ts'

export interface LimitsRead {
  readonly readings: readonly MeterReading[]
  /** Names (lower case) of headers about limits whose values say nothing that can be used. */
  readonly unread: readonly string[]
}

/** How one family of headers is read. The first that knows a name has it. */
interface Family {
  readonly id: string
  readonly prefix: string
  readonly fieldOf: (name: string) => LimitField | undefined
  /** Undefined when its fields say nothing that can be used. */
  readonly readingOf: (limit: string, fields: LimitFields, now: number) => MeterReading | undefined
}

const FAMILIES: readonly Family[] = [
  { id: 'unified', prefix: 'anthropic-', fieldOf: unifiedField, readingOf: unifiedReading },
  { id: 'anthropic', prefix: 'anthropic-', fieldOf: anthropicField, readingOf: anthropicReading },
  { id: 'credits', prefix: 'x-codex-', fieldOf: creditsField, readingOf: creditsReading },
  { id: 'codex', prefix: 'x-codex-', fieldOf: codexField, readingOf: codexReading },
  { id: 'openai', prefix: 'x-ratelimit-', fieldOf: openaiField, readingOf: openaiReading },
]

const NOTHING: LimitsRead = { readings: [], unread: [] }

interface Gathered {
  readonly family: Family
  readonly limit: string
  readonly fields: Map<string, string>
  readonly names: string[]
}

/** `now` in ms since 1970. Never throws. Of a header that comes twice the first counts. */
export const readLimits = (headers: RawHeaders, now: number): LimitsRead => {
  let limits: Map<string, Gathered> | undefined
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] as string
    if (!mayTellLimits(name)) continue
    const { lower } = headerName(name)
    const family = FAMILIES.find(({ prefix, fieldOf }) => lower.startsWith(prefix) && fieldOf(lower) !== undefined)
    const found = family?.fieldOf(lower)
    if (family === undefined || found === undefined) continue
    limits ??= new Map()
    gather(limits, { family, found, name: lower, value: headers[index + 1] as string })
  }
  return limits === undefined ? NOTHING : readAll([...limits.values()], now)
}

/** Most headers are told apart by their first letter; this runs for every header of every answer. */
const mayTellLimits = (name: string): boolean => {
  const first = name.charCodeAt(0) | 0x20
  return first === A ? name.charCodeAt(9) === DASH : first === X && name.length > 11
}
const A = 0x61
const X = 0x78
const DASH = 0x2d

interface Found {
  readonly family: Family
  readonly found: LimitField
  readonly name: string
  readonly value: string
}

const gather = (limits: Map<string, Gathered>, { family, found, name, value }: Found): void => {
  const key = `${family.id} ${found.limit}`
  const known = limits.get(key) ?? {
    family,
    limit: found.limit,
    fields: new Map<string, string>(),
    names: [] as string[],
  }
  if (!known.fields.has(found.field)) known.fields.set(found.field, value)
  known.names.push(name)
  limits.set(key, known)
}

const readAll = (limits: readonly Gathered[], now: number): LimitsRead => {
  const readings: MeterReading[] = []
  const unread: string[] = []
  for (const { family, limit, fields, names } of limits) {
    const reading = family.readingOf(limit, fields, now)
    if (reading === undefined) unread.push(...names)
    else readings.push(reading)
  }
  return { readings, unread }
}
