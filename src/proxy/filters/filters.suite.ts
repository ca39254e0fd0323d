/** What every filter promises, whatever it does: nothing without rules, a named field for bad rules, refusal when it fails. */
import { describe, expect, it } from 'vitest'
import { identifiedOf, type RequestParts, requestOf } from '../../../test/kit/exchange.ts'
import { createFakeClock } from '../../../test/kit/fake-clock.ts'
import { memoryDeps } from '../../../test/kit/proxy-deps.ts'
import { Body } from '../../codec/bytes/body.ts'
import type { Reply } from '../../edge/reply.ts'
import { DocumentError } from '../../store/config/document.ts'
import { documents } from '../../store/documents/index.ts'
import type { ProxyDeps } from '../exchange/deps.ts'
import { type Budgeted, markPassed } from '../exchange/exchange.ts'
import type { Handler } from '../exchange/handler.ts'
import { masksWith } from '../masking/masks.ts'
import { createMint } from '../masking/placeholder.ts'
import { claude } from '../services/claude.ts'
import { admit } from '../stages/admit.ts'
import { mask } from '../stages/mask.ts'
import { rewrite } from '../stages/rewrite.ts'
import type { Filter } from './filter.ts'

export const REPLY: Reply = { status: 200, statusMessage: '', headers: [], body: undefined }

/** A request as the filters see it. */
export const inbound = (parts: RequestParts = {}): Budgeted => requestOf(parts)

const clock = createFakeClock()
const deps: ProxyDeps = {
  ...memoryDeps().deps,
  clock,
  masks: masksWith(() => createMint(Buffer.alloc(32)), clock),
}

/** Sends a request through both stages of filters; what comes out, or the problem it was refused with. */
export const throughFilters = async (input: Budgeted): Promise<Budgeted> => {
  let passed: Budgeted | undefined
  const last: Handler<Budgeted> = async (request) => {
    passed = request
    return REPLY
  }
  const rewritten = rewrite(deps)(last)
  // What the stages between these add is there already.
  const masked = mask(deps)((request) => rewritten(markPassed('affordModel', { ...input, ...request })))
  await admit(deps)(async () => masked(input))(identifiedOf(input))
  if (passed === undefined) throw new Error('The request went nowhere')
  return passed
}

/** A text of the filter's document that is JSON and wrong, and the field at fault. */
export type BadSample = readonly [text: string, field: string]

export const filterSuite = (filter: Filter, bad: BadSample): void => {
  const { id, document } = filter
  describe(`filter ${id}`, () => {
    it('has a place on the shelf of documents', () => {
      expect(documents.map((known) => known.id)).toContain(document.id)
    })

    it('changes nothing without rules of its own', async () => {
      const input = inbound({ headers: ['A', 'b', 'a', 'c'], query: 'x=1&x=2' })
      const passed = await throughFilters(input)
      expect([passed.head.headers, passed.body, passed.head.query]).toEqual([
        input.head.headers,
        input.body,
        input.head.query,
      ])
      expect(passed.body).toBe(input.body)
      expect(input.trace.changes).toEqual([])
    })

    it('tells of every rule it has, in a list and in a dry run', async () => {
      const rules = filter.rules(document.empty)
      const request = {
        service: 'claude',
        method: 'POST',
        path: '/x',
        headers: [],
        body: Body.from(''),
        protocol: claude.protocol,
      }
      const { steps, blocked } = await filter.explain(document.empty, request, createFakeClock())
      expect(steps.map((step) => [step.filter, step.rule])).toEqual(rules.map(({ rule }) => [id, rule]))
      expect(blocked).toBeUndefined()
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
