import { describe, expect, it } from 'vitest'
import { attemptOf, inForce, type RequestParts, requestOf, upstreamOf } from '../../../test/kit/exchange.ts'
import { memoryDeps } from '../../../test/kit/proxy-deps.ts'
import { alone } from '../../../test/kit/stage.ts'
import { routingDocument } from '../../store/documents/routing.ts'
import { gemini } from '../services/gemini.ts'
import { rewriteModel } from './rewrite-model.ts'

const mapped = (service: string, ...rules: readonly object[]) =>
  inForce(routingDocument, { mode: 'model-mapping', modelMappings: { [service]: rules } })

const rewritten = async (parts: RequestParts, upstream = 'one') => {
  const { ask, given } = alone(rewriteModel(memoryDeps().deps))
  const attempt = attemptOf(requestOf(parts), upstreamOf(upstream))
  await ask(attempt)
  const [out] = given
  return { attempt, out, body: out?.body.joined().toString(), changes: attempt.trace.changes }
}

describe('the model', () => {
  it('stays as it was asked for without a rule, and the body the very same', async () => {
    const { attempt, out, changes } = await rewritten({ body: '{"model":"m"}' })
    expect(out?.body).toBe(attempt.request.body)
    expect(attempt.trace.model).toBe('m')
    expect(changes).toEqual([])
  })

  it('is replaced where it stands, every other byte kept', async () => {
    const values = mapped('claude', { source: 'm', target: 'n"1' })
    const { attempt, body, changes } = await rewritten({ values, body: '{ "a" : 1, "model" : "m" ,"b":[ ] }' })
    expect(body).toBe('{ "a" : 1, "model" : "n\\"1" ,"b":[ ] }')
    expect(attempt.trace.model).toBe('n"1')
    expect(changes).toEqual([{ by: 'route', rule: 'model #1', target: 'model', offset: 21, removed: 3, inserted: 6 }])
    expect(attempt.request.trace.changes).toEqual([])
  })

  it('is replaced in every repetition of its key', async () => {
    const values = mapped('claude', { source: 'm', target: 'n' })
    const { body, changes } = await rewritten({ values, body: '{"model":"m","model":"m"}' })
    expect(body).toBe('{"model":"n","model":"n"}')
    expect(changes).toHaveLength(2)
  })

  it('is replaced by the rule of this upstream alone', async () => {
    const values = mapped('claude', { source: 'two', source_type: 'config', target: 'n' })
    expect((await rewritten({ values })).body).toBe('{"model":"m"}')
    expect((await rewritten({ values }, 'two')).body).toBe('{"model":"n"}')
  })

  it('is no change where the rule names the model that was asked for', async () => {
    const values = mapped('claude', { source: '*', target: 'm' })
    expect((await rewritten({ values })).changes).toEqual([])
  })

  it('stays unsaid where the body names none', async () => {
    const values = mapped('claude', { source: '*', target: 'n' })
    const { out, attempt } = await rewritten({ values, body: '{}', asked: { model: undefined } })
    expect(out?.body.joined().toString()).toBe('{}')
    expect(attempt.trace.model).toBeUndefined()
  })

  it('is told as it was asked for where the body has no place for another', async () => {
    const values = mapped('claude', { source: 'm', target: 'n' })
    const { out, attempt, changes } = await rewritten({ values, body: '{"messages":[]}' })
    expect(out?.body).toBe(attempt.request.body)
    expect(attempt.trace.model).toBe('m')
    expect(changes).toEqual([])
  })

  it('is replaced in the path where it stands there', async () => {
    const values = mapped('gemini', { source: 'm', target: 'n/1' })
    const path = '/v1beta/models/m:generateContent'
    const { out, attempt, changes } = await rewritten({ service: gemini, values, path, body: '{"model":"m"}' })
    expect(out?.path).toBe('/v1beta/models/n%2F1:generateContent')
    expect(out?.body).toBe(attempt.request.body)
    expect(attempt.trace.model).toBe('n/1')
    expect(changes).toEqual([{ by: 'route', rule: 'model #1', target: 'path' }])
  })
})
