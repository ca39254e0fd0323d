import { describe, expect, it } from 'vitest'
import { received, scriptedSource, sending } from '../../../test/kit/bodies.ts'
import { inForce, type RequestParts, requestOf, upstreamOf } from '../../../test/kit/exchange.ts'
import { memoryDeps } from '../../../test/kit/proxy-deps.ts'
import { encode } from '../../../test/kit/replies.ts'
import { alone } from '../../../test/kit/stage.ts'
import { replyOf, streamReply } from '../../../test/kit/wire.ts'
import { Secret } from '../../contract/secret.ts'
import type { Reply } from '../../edge/reply.ts'
import { systemDocument } from '../../store/documents/system.ts'
import { meter } from './meter.ts'

const metering = async (answer: Reply, parts: RequestParts = {}) => {
  const { deps, events } = memoryDeps()
  deps.bus.wantChunks()
  const request = requestOf(parts)
  const reply = await alone(meter(deps), answer).ask(request)
  const text = () => events.map((event) => (event.type === 'response_chunk' ? event.response_delta : '')).join('')
  return { events, request, reply, text }
}

const captured = ({ trace }: ReturnType<typeof requestOf>): string => Buffer.concat(trace.response.chunks).toString()

describe('what the client gets', () => {
  it('passes unchanged, is on record and told live', async () => {
    const { reply, request, text } = await metering(streamReply(sending([Buffer.from('hel'), Buffer.from('lo')])))
    expect((await received(reply.body)).bytes.toString()).toBe('hello')
    expect(captured(request)).toBe('hello')
    expect(request.trace.response).toMatchObject({ size: 5, truncated: false })
    expect(text()).toBe('hello')
  })

  it.each(['gzip', 'zstd'] as const)('is recorded as it came and told as what it says: %s', async (coding) => {
    const bytes = encode(coding, 'hello')
    const { reply, request, text } = await metering(streamReply(sending([bytes]), ['content-encoding', coding]))
    expect((await received(reply.body)).bytes).toEqual(bytes)
    expect(Buffer.concat(request.trace.response.chunks)).toEqual(bytes)
    expect(text()).toBe('hello')
  })

  it('is told by its size where it cannot be decoded', async () => {
    const { reply, events } = await metering(streamReply(sending([Buffer.from('odd')]), ['content-encoding', 'rot13']))
    await received(reply.body)
    expect(events).toMatchObject([{ type: 'response_chunk', response_delta: '', response_bytes: 3 }])
  })

  it('is recorded as far as the limit goes', async () => {
    const values = inForce(systemDocument, { limits: { captureResponseBytes: 3 } })
    const { reply, request } = await metering(replyOf({ body: 'hello' }), { values })
    await received(reply.body)
    expect(captured(request)).toBe('hel')
    expect(request.trace.response).toMatchObject({ size: 5, truncated: true })
  })

  it.each(['fail', 'cancel'])('is recorded as far as it came: %s', async (how) => {
    const { source, sink } = scriptedSource()
    const { reply, request, text } = await metering(streamReply(source))
    const all = received(reply.body)
    sink().write(Buffer.from('half'))
    if (how === 'cancel') reply.body?.cancel()
    else {
      sink().fail(new Error('cut'))
      await all
    }
    expect(captured(request)).toBe('half')
    expect(text()).toBe('half')
  })
})

describe('headers on record', () => {
  it('show no credential of an upstream, whatever header it comes back in', async () => {
    const credential = { bearer: new Secret('very-secret-1'), apiKey: new Secret('very-secret-2') }
    const headers = ['x-echo', 'very-secret-1 and very-secret-2', 'content-type', 'text/plain']
    const { reply, request } = await metering(replyOf({ headers }), { pool: [upstreamOf('a', { credential })] })
    expect(request.trace.responseHeaders).toEqual(['x-echo', '[redacted] and [redacted]', 'content-type', 'text/plain'])
    expect(reply.headers).toEqual(headers)
  })
})
