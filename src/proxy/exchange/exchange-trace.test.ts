import { describe, expect, it } from 'vitest'
import { headOf, traceOf, upstreamOf } from '../../../test/kit/exchange.ts'
import { Body } from '../../codec/bytes/body.ts'
import type { Change, Outcome } from '../../contract/exchange.ts'
import { NO_USAGE } from '../../contract/usage.ts'
import { pricesDocument } from '../../store/documents/prices.ts'
import { priceBookOf } from '../../store/prices/price-book-of.ts'
import { AttemptTrace } from './attempt-trace.ts'
import type { ExchangeTrace } from './exchange-trace.ts'

const BOOK = priceBookOf(pricesDocument.empty)
const OK: Outcome = { kind: 'delivered', status: 200 }
const CHANGE: Change = { by: 'header', rule: 'x', target: 'header:x' }

const open = () => traceOf(headOf())

/** One more attempt, at an upstream of this name, that has ended. */
const attempt = (trace: ExchangeTrace, name: string): AttemptTrace => {
  const made = new AttemptTrace({ number: 1, upstream: upstreamOf(name), reason: 'active', startedAt: 0 })
  trace.begin(made)
  made.close({ kind: 'answered', status: 200 }, 1)
  return made
}

describe('a trace', () => {
  it('is sealed once, and takes nothing in afterwards', () => {
    const trace = open()
    trace.change(CHANGE)
    expect(trace.seal()).toBe(true)
    expect(trace.seal()).toBe(false)
    trace.change(CHANGE)
    attempt(trace, 'late')
    expect(trace.record(OK, 1, BOOK)).toMatchObject({ attempts: [], changes: [CHANGE] })
  })

  it('tells of the latest attempt, until one is delivered', () => {
    const trace = open()
    const first = attempt(trace, 'a')
    attempt(trace, 'b')
    expect(trace.upstream).toBe('b')
    trace.delivered = first
    expect(trace.upstream).toBe('a')
  })

  it('tells who answered instead of an upstream', () => {
    const trace = open()
    trace.answeredBy = 'whitelist'
    expect(trace.record(OK, 1, BOOK).upstream).toBe('whitelist')
  })

  it('tells the model as sent, else as it was asked for', () => {
    const trace = open()
    trace.asked = { operation: 'generate', model: 'asked', session: 's', streams: false }
    expect(trace.model).toBe('asked')
    attempt(trace, 'a').model = 'sent'
    expect(trace.model).toBe('sent')
    expect(trace.record(OK, 1, BOOK)).toMatchObject({ model: { asked: 'asked', sent: 'sent' }, session: 's' })
  })

  it('waits for the counts of every attempt', async () => {
    const trace = open()
    expect(trace.pending).toBeUndefined()
    let known = (): void => undefined
    const reading = new Promise<undefined>((resolve) => {
      known = () => resolve(undefined)
    })
    attempt(trace, 'a').settleUsage(reading)
    attempt(trace, 'b')
    let over = false
    const pending = trace.pending?.then(() => {
      over = true
    })
    await Promise.resolve()
    expect(over).toBe(false)
    known()
    await pending
    expect(over).toBe(true)
  })
})

describe('the record', () => {
  it('holds the facts of the delivered attempt, and the list of all that have ended', () => {
    const trace = open()
    trace.change(CHANGE)
    const won = attempt(trace, 'won')
    won.changes.push({ ...CHANGE, rule: 'won' })
    won.sentTo = { url: 'https://won.test/', headers: ['a', 'b'], body: Body.empty }
    won.settleUsage({ usage: NO_USAGE, raw: { n: 1 }, partial: false })
    attempt(trace, 'lost').changes.push({ ...CHANGE, rule: 'lost' })
    trace.begin(new AttemptTrace({ number: 3, upstream: upstreamOf('open'), reason: 'active', startedAt: 0 }))
    trace.delivered = won
    const record = trace.record(OK, 8, BOOK)
    expect(record.changes.map(({ rule }) => rule)).toEqual(['x', 'won'])
    expect(record.attempts.map(({ upstream }) => upstream)).toEqual(['won', 'lost'])
    expect(record).toMatchObject({ upstream: 'won', sentHeaders: ['a', 'b'], usage: { raw: { n: 1 } }, durationMs: 8 })
  })

  it('holds the body that was sent only where it is another than the one that came', () => {
    const trace = open()
    const came = Body.from('{"model":"m"}')
    trace.receive(came, 1000)
    const made = attempt(trace, 'a')
    made.sentTo = { url: '', headers: [], body: came }
    expect(trace.record(OK, 1, BOOK).sent).toBeUndefined()
    expect(trace.bodies().shared).toBeUndefined()
    made.sentTo = { url: '', headers: [], body: came.splice([{ offset: 10, removed: 1, inserted: Buffer.from('n') }]) }
    const { sent } = trace.record(OK, 1, BOOK)
    expect(Buffer.concat(sent?.chunks ?? []).toString()).toBe('{"model":"n"}')
    expect(trace.bodies().shared).toEqual({ head: 10, tail: 2 })
  })

  it('keeps as many bytes of bodies as it may, and their sizes', () => {
    const trace = open()
    trace.receive(Body.from('0123456789'), 4)
    const { request } = trace.record(OK, 1, BOOK)
    expect(Buffer.concat(request.chunks).toString()).toBe('0123')
    expect(request).toMatchObject({ truncated: true, size: 10 })
  })

  it('leaves out what is not known', () => {
    const record = open().record({ kind: 'abandoned', status: 499 }, 1, BOOK)
    for (const name of ['token', 'session', 'upstream', 'firstByteMs', 'usage', 'sent', 'sentHeaders']) {
      expect(record).not.toHaveProperty(name)
    }
    expect(record.model).toEqual({})
  })
})

it('the memory of a body is held until the exchange needs it no more', () => {
  const chunk = new Uint8Array(new ArrayBuffer(128 * 1024))
  const trace = open()
  const body = Body.received([chunk])
  trace.receive(body, 0)
  const other = body.memory.retain()
  other.release()
  expect(chunk.byteLength).toBe(128 * 1024)
  trace.letGo()
  expect(chunk.byteLength).toBe(0)
  trace.letGo()
})
