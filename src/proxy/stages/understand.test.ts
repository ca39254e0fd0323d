import { describe, expect, it } from 'vitest'
import { inForce, type RequestParts, receivedOf } from '../../../test/kit/exchange.ts'
import { encode } from '../../../test/kit/replies.ts'
import { alone } from '../../../test/kit/stage.ts'
import { balancingDocument } from '../../store/documents/balancing.ts'
import { markPassed } from '../exchange/exchange.ts'
import { gemini } from '../services/gemini.ts'
import { understand } from './understand.ts'

const understood = async (parts: RequestParts) => {
  const { ask, given } = alone(understand())
  const input = markPassed('mask', receivedOf(parts))
  await ask(input)
  const [out] = given
  expect(out?.asked).toBe(input.trace.asked)
  expect(out?.body).toBe(input.body)
  return out?.asked
}

const BODY = JSON.stringify({ model: 'm', stream: true, metadata: { user_id: 'inside' }, messages: [] })

describe('what a request is about', () => {
  it('stands in its body', async () => {
    const asked = { operation: 'generate', model: 'm', session: 'inside', streams: true }
    expect(await understood({ body: BODY })).toEqual(asked)
  })

  it('is found at both ends of a large body', async () => {
    const body = JSON.stringify({ messages: ['x'.repeat(500_000)], model: 'm', stream: true })
    expect(await understood({ body })).toMatchObject({ model: 'm', streams: true })
  })

  it.each(['gzip', 'deflate', 'br', 'zstd'] as const)('stands in a compressed body: %s', async (coding) => {
    const headers = ['content-encoding', coding]
    const asked = { model: 'm', session: 'inside', streams: true }
    expect(await understood({ headers, body: encode(coding, BODY) })).toMatchObject(asked)
  })

  it('stands in a body whose encodings are named in several lines', async () => {
    const headers = ['content-encoding', 'gzip', 'Content-Encoding', 'br']
    expect(await understood({ headers, body: encode('br', encode('gzip', BODY)) })).toMatchObject({ model: 'm' })
  })

  it('is unknown where the body is not what its header says: that is for the upstream to judge', async () => {
    const headers = ['content-encoding', 'gzip']
    const asked = { operation: 'generate', model: undefined, session: undefined, streams: false }
    expect(await understood({ headers, body: BODY })).toEqual(asked)
  })

  it('is no model, session or stream where the members are of another kind', async () => {
    const body = '{"model":7,"stream":"true","metadata":["x"]}'
    expect(await understood({ body })).toMatchObject({ model: undefined, session: undefined, streams: false })
  })

  it.each(['x-session-id', 'x-session-affinity'])('may name its conversation in %s', async (name) => {
    expect(await understood({ headers: [name, 'inside'], body: '{}' })).toMatchObject({ session: 'inside' })
    expect(await understood({ service: gemini, headers: [name, 'g'], body: '{}' })).toMatchObject({ session: 'g' })
  })

  it('has a conversation by what it begins with, where conversations stay with their upstream', async () => {
    const body = '{"messages":[{"role":"user","content":"hi"}]}'
    const values = inForce(balancingDocument, { mode: 'sticky' })
    expect(await understood({ values, body })).toMatchObject({ session: expect.stringMatching(/^auto-/) })
    expect(await understood({ values, headers: ['x-session-id', 'own'], body })).toMatchObject({ session: 'own' })
    expect(await understood({ values, path: '/v1/messages/count_tokens', body })).toMatchObject({ session: undefined })
    expect(await understood({ body })).toMatchObject({ session: undefined })
  })

  it.each([
    ['/model/anthropic.claude-v2%3A1/invoke', 'anthropic.claude-v2:1'],
    ['/v1/publishers/anthropic/models/claude-opus-4-1@20250805:streamRawPredict', 'claude-opus-4-1@20250805'],
    ['/model/%zz/invoke', '%zz'],
  ])('names the model of %s in words', async (path, model) => {
    expect(await understood({ path, body: '{}' })).toMatchObject({ operation: 'generate', model })
  })

  it('may stand in the path', async () => {
    const path = '/v1beta/models/gemini-2.5-pro:generateContent'
    expect(await understood({ service: gemini, path, body: '{"model":"other"}' })).toMatchObject({
      operation: 'generate',
      model: 'gemini-2.5-pro',
    })
  })

  it.each([
    ['POST', '/v1/messages/count_tokens'],
    ['GET', '/v1/models'],
    ['HEAD', '/v1/messages'],
  ])('is no question an answer could fail: %s %s', async (method, path) => {
    expect(await understood({ method, path })).not.toMatchObject({ operation: 'generate' })
  })
})

describe('the conversation', () => {
  it('is the one a header names, before any member', async () => {
    const headers = ['X-Claude-Code-Session-Id', 'named']
    expect(await understood({ headers, body: BODY })).toMatchObject({ session: 'named' })
  })

  it('is the member’s where the header is empty', async () => {
    const headers = ['x-claude-code-session-id', '']
    expect(await understood({ headers, body: BODY })).toMatchObject({ session: 'inside' })
  })
})
