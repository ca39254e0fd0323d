/**
 * Records as they cross to the writer's thread: one list of plain values for all of a batch. Objects would be cloned with the names of
 * their keys, again and again; a list of texts and numbers is copied.
 */
import { bucketOf, type LedgerEntry } from '../../../records/entry.ts'
import {
  BODY_FORMS,
  EXCHANGE_COLUMNS,
  USAGE_FIELDS,
  type WireBody,
  type WireRecord,
} from '../../../records/packed-record.ts'
import type { SqlValue } from '../../../records/sql-value.ts'

/** Values of all records, one after the other; see `flatten` for their order. */
export type FlatRecords = readonly SqlValue[]

const column = (name: (typeof EXCHANGE_COLUMNS)[number]): number => EXCHANGE_COLUMNS.indexOf(name)
const [SERVICE, TOKEN, MODEL_ASKED, MODEL_SENT] = [
  column('service'),
  column('token'),
  column('model_asked'),
  column('model_sent'),
]

export const flatten = (records: readonly WireRecord[]): FlatRecords => {
  const values: SqlValue[] = []
  for (const { startedAt, exchange, attempts, details, entry, bodies } of records) {
    values.push(startedAt, attempts, details)
    for (const value of exchange) values.push(value)
    values.push(entry?.upstream ?? null)
    if (entry !== undefined) {
      values.push(entry.failures)
      for (const field of USAGE_FIELDS) values.push(entry.usage[field])
    }
    values.push(bodies.length)
    for (const { kind, truncated, size, length, pieces, form, head, tail } of bodies) {
      values.push(kind, Number(truncated), size, length, pieces, BODY_FORMS.indexOf(form))
      if (form === 'edit') values.push(head, tail)
    }
  }
  return values
}

/** The records again. */
export const unflatten = (values: FlatRecords): WireRecord[] => {
  const reader = new Reader(values)
  const records: WireRecord[] = []
  while (reader.more()) records.push(record(reader))
  return records
}

/** Goes through the values once. */
class Reader {
  readonly #values: FlatRecords
  #at = 0

  constructor(values: FlatRecords) {
    this.#values = values
  }
  more(): boolean {
    return this.#at < this.#values.length
  }
  some(count: number): readonly SqlValue[] {
    this.#at += count
    return this.#values.slice(this.#at - count, this.#at)
  }
  value(): SqlValue {
    this.#at += 1
    return this.#values[this.#at - 1] ?? null
  }
  number(): number {
    return Number(this.value())
  }
  text(): string {
    return String(this.value())
  }
}

const record = (reader: Reader): WireRecord => {
  const startedAt = reader.number()
  const attempts = reader.text()
  const details = reader.text()
  const exchange = reader.some(EXCHANGE_COLUMNS.length)
  const entry = entryFrom(reader, startedAt, exchange)
  const bodies: WireBody[] = []
  for (let left = reader.number(); left > 0; left -= 1) bodies.push(body(reader))
  return { startedAt, exchange, attempts, details, bodies, entry }
}

/** Most of an entry stands in the record's columns: `entryOf` takes it from the same places. */
const entryFrom = (reader: Reader, startedAt: number, exchange: readonly SqlValue[]): LedgerEntry | undefined => {
  const upstream = reader.value()
  if (typeof upstream !== 'string') return undefined
  return {
    bucket: bucketOf(startedAt),
    service: String(exchange[SERVICE]),
    upstream,
    model: String(exchange[MODEL_SENT] ?? exchange[MODEL_ASKED] ?? ''),
    token: String(exchange[TOKEN] ?? ''),
    requests: 1,
    failures: reader.number(),
    usage: {
      input: reader.number(),
      cacheCreate: reader.number(),
      cacheCreate5m: reader.number(),
      cacheCreate1h: reader.number(),
      cacheRead: reader.number(),
      output: reader.number(),
      reasoning: reader.number(),
      total: reader.number(),
      uncachedInput: reader.number(),
    },
  }
}

const body = (reader: Reader): WireBody => {
  const kind = reader.number()
  const truncated = reader.number() === 1
  const [size, length, pieces] = [reader.number(), reader.number(), reader.number()]
  const form = BODY_FORMS[reader.number()] ?? 'whole'
  const [head, tail] = form === 'edit' ? [reader.number(), reader.number()] : [0, 0]
  return { kind, truncated, size, length, pieces, form, head, tail }
}
