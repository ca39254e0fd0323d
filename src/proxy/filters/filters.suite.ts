/** What every filter promises, whatever it does: nothing without rules, a named field for bad rules, refusal when it fails. */
import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../../../test/kit/fake-clock.ts'
import { Body } from '../../codec/bytes/body.ts'
import type { RawHeaders } from '../../contract/exchange.ts'
import type { Reply } from '../../edge/reply.ts'
import type { Snapshot } from '../../store/config/config.ts'
import { DocumentError } from '../../store/config/document.ts'
import { documents } from '../../store/documents/index.ts'
import { ClientSignal } from '../exchange/client-signal.ts'
import type { ProxyDeps } from '../exchange/deps.ts'
import type { Inbound } from '../exchange/exchange.ts'
import type { Handler } from '../exchange/handler.ts'
import { Trace } from '../exchange/trace.ts'
import { claude } from '../services/claude.ts'
import { admit } from '../stages/admit.ts'
import { rewrite } from '../stages/rewrite.ts'

export const REPLY: Reply = { status: 200, statusMessage: '', headers: [], body: undefined }

export interface InboundParts {
  readonly method?: string
  readonly path?: string
  readonly query?: string
  readonly headers?: RawHeaders
  readonly body?: string | Uint8Array
  /** Values in force by document id; a function is called when the value is asked for. */
  readonly values?: Readonly<Record<string, unknown>>
  /** Ids of documents that were never readable. */
  readonly unusable?: readonly string[]
}

/** A request as the filters see it. */
export const inbound = (parts: InboundParts = {}): Inbound => {
  const { method = 'POST', path = '/v1/messages', query = '', headers = [], values = {}, unusable = [] } = parts
  const body = Body.from(parts.body ?? '{"model":"m"}')
  const snapshot: Snapshot = {
    version: 1,
    pool: () => [],
    active: () => undefined,
    get: (document) =>
      Object.hasOwn(values, document.id) ? (values[document.id] as typeof document.empty) : document.empty,
    unusable: ({ id, file }) =>
      unusable.includes(id)
        ? { document: id, file, reason: 'it is not JSON', field: '', line: 1, column: 1 }
        : undefined,
    faults: () => [],
  }
  const trace = new Trace({
    id: 'x',
    service: 'claude',
    method,
    path,
    query,
    address: '',
    startedAt: 0,
    requestHeaders: [],
  })
  return {
    id: 'x',
    service: claude,
    snapshot,
    method,
    path,
    query,
    loneQuestionMark: false,
    headers,
    body,
    address: '',
    signal: new ClientSignal(),
    trace,
    readBody: () => Promise.resolve(body),
    pinned: undefined,
  }
}

const deps: Pick<ProxyDeps, 'log' | 'clock'> = {
  clock: createFakeClock(),
  log: { warn: () => undefined, error: () => undefined },
}

/** Sends a request through both stages of filters; what comes out, or the problem it was refused with. */
export const throughFilters = async (input: Inbound): Promise<Inbound> => {
  let passed: Inbound | undefined
  const last: Handler<Inbound> = async (request) => {
    passed = request
    return REPLY
  }
  const admitted: Handler<Inbound> = rewrite(deps)(last)
  await admit(deps)(() => admitted(input))(input)
  if (passed === undefined) throw new Error('The request went nowhere')
  return passed
}

export interface FilterSample {
  readonly id: string
  readonly document: { readonly id: string; readonly empty: unknown; readonly parse: (text: string) => unknown }
  /** A text of the document that is JSON and wrong, and the field at fault. */
  readonly bad: readonly [text: string, field: string]
}

export const filterSuite = ({ id, document, bad }: FilterSample): void => {
  describe(`filter ${id}`, () => {
    it('has a place on the shelf of documents', () => {
      expect(documents.map((known) => known.id)).toContain(document.id)
    })

    it('changes nothing without rules of its own', async () => {
      const input = inbound({ headers: ['A', 'b', 'a', 'c'], query: 'x=1&x=2' })
      const passed = await throughFilters(input)
      expect([passed.headers, passed.body, passed.query]).toEqual([input.headers, input.body, input.query])
      expect(passed.body).toBe(input.body)
      expect(input.trace.changes).toEqual([])
    })

    it('names the field that is wrong', () => {
      const [text, field] = bad
      expect(() => document.parse(text)).toThrow(expect.objectContaining({ constructor: DocumentError, field }))
    })

    it('refuses when its rules never could be read', async () => {
      await expect(throughFilters(inbound({ unusable: [document.id] }))).rejects.toMatchObject({
        code: 'config-unusable',
        status: 503,
      })
    })

    it('refuses when it throws', async () => {
      const trap = new Proxy([], {
        get: () => {
          throw new Error('broken inside')
        },
      })
      await expect(throughFilters(inbound({ values: { [document.id]: trap } }))).rejects.toMatchObject({
        code: 'filter-failed',
        status: 500,
      })
    })
  })
}
