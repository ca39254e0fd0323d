/** What cannot be masked, what may pass, and placeholders that are none of this client's. */
import { describe, expect, it } from 'vitest'
import { inForce, upstreamOf } from '../../../test/kit/exchange.ts'
import {
  ENV,
  echo,
  KEY,
  maskingProxy as proxy,
  readAll,
  sentBody,
  toolResult,
  traces,
} from '../../../test/kit/masking.ts'
import { proxyInMemory } from '../../../test/kit/proxy-in-memory.ts'
import { type Answer, replyOf, streamReply } from '../../../test/kit/wire.ts'
import { maskDocument } from '../../store/documents/mask.ts'
import { gemini } from '../services/gemini.ts'

describe('what cannot be masked', () => {
  const signed = JSON.stringify({
    messages: [{ role: 'assistant', content: [{ type: 'thinking', thinking: `the key ${KEY}`, signature: 's' }] }],
  })

  it('is refused: a secret in signed content, a body that is no JSON, or no UTF-8', async () => {
    for (const [body, status] of [
      [signed, 400],
      ['{"a":', 400],
      ['{"a":"b"} {', 400],
      [Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 415],
    ] as const) {
      const world = proxy([])
      expect((await world.ask({ body })).status).toBe(status)
      expect(world.wire.sent).toEqual([])
      expect(traces(world)).not.toContain(KEY)
    }
  })

  it('passes where the document says so, and then no body is kept', async () => {
    const world = proxy([echo, echo], { inSigned: 'pass', onUnreadable: 'pass' })
    expect((await world.ask({ body: signed })).status).toBe(200)
    expect((await world.ask({ body: `{"a":${JSON.stringify(KEY)}` })).status).toBe(200)
    expect(sentBody(world, 0)).toBe(signed)
    expect(traces(world)).not.toContain(KEY)
  })

  it('stays byte for byte where it is signed, and its ciphertext is not searched', async () => {
    const content = [
      { type: 'thinking', thinking: 'deep', signature: `AA${KEY}` },
      { type: 'redacted_thinking', data: KEY },
    ]
    const body = JSON.stringify({
      messages: [
        { role: 'assistant', content },
        { role: 'user', content: KEY },
      ],
    })
    const world = proxy([echo])
    await world.ask({ body })
    expect(sentBody(world, 0)).toContain(JSON.stringify(content))
    expect(sentBody(world, 0).split(KEY)).toHaveLength(3)
  })

  it('goes as it is to upstreams that may see everything, unless another could be asked', async () => {
    const pool = [upstreamOf('local', { active: true }), upstreamOf('relay')]
    for (const [mode, expected] of [
      ['active-first', true],
      ['weight-based', false],
    ] as const) {
      const world = proxyInMemory({
        answers: [echo],
        pool,
        values: {
          ...inForce(maskDocument, { enabled: true, skipUpstreams: ['local'] }),
          lb: { mode, services: {}, options: {} },
        },
      })
      await world.ask({ body: toolResult(ENV) }).catch(() => undefined)
      expect(sentBody(world, 0).includes(KEY)).toBe(expected)
      expect(traces(world)).not.toContain(KEY)
    }
  })
})

describe('a placeholder', () => {
  it('that was never given out stays, both ways, and is counted', async () => {
    const typed = 'sk-ant-clp7k2m9q4x1b3a'
    const world = proxy([echo])
    const reply = await world.ask({ body: toolResult(`${ENV} ${typed} password=clp-secret-7k2m9q4x1b3a`) })
    expect(sentBody(world, 0)).toContain(`${typed} password=clp-secret-7k2m9q4x1b3a`)
    expect(await readAll(reply.body)).toContain(typed)
    expect(world.records[0]?.changes.at(-1)).toMatchObject({ by: 'mask', rule: 'unknown' })
  })

  it('of another token is worth nothing', async () => {
    const given: string[] = []
    const take: Answer = (request) => {
      given.push(/sk-ant-clp\w{12}/.exec(Buffer.concat(request.body.chunks).toString())?.[0] ?? '')
      return replyOf({ body: '{}' })
    }
    const world = proxy([take])
    await world.ask({ body: toolResult(ENV) })
    const other = {
      ...world.deps,
      access: { ...world.deps.access, check: () => ({ kind: 'granted', token: 'other' }) as const },
    }
    expect(world.deps.masks.vaults.of(undefined).secretOf(given[0] ?? '')).toBe(KEY)
    expect(other.masks.vaults.of('other').secretOf(given[0] ?? '')).toBeUndefined()
  })

  it('goes back in a stream of Gemini, in arguments too', async () => {
    const world = proxy(
      [
        (request) => {
          const placeholder = /sk-ant-clp\w{12}/.exec(Buffer.concat(request.body.chunks).toString())?.[0] ?? ''
          const parts = [
            { text: `a ${placeholder.slice(0, 9)}` },
            { functionCall: { name: 'n', args: { key: placeholder } } },
          ]
          return streamReply(`data: ${JSON.stringify({ candidates: [{ content: { parts } }] })}\n\n`)
        },
      ],
      {},
      { service: gemini },
    )
    const body = JSON.stringify({ contents: [{ role: 'user', parts: [{ text: ENV }] }] })
    const reply = await world.ask({ path: '/v1beta/models/m:streamGenerateContent', body })
    expect(await readAll(reply.body)).toContain(`"args":{"key":"${KEY}"}`)
  })
})

describe('an answer that cannot be read', () => {
  it('passes as it came, with a notice in log, events and detail, until the next one can be', async () => {
    const broken: Answer = (request) => {
      const placeholder = /sk-ant-clp\w{12}/.exec(Buffer.concat(request.body.chunks).toString())?.[0] ?? ''
      return replyOf({ headers: ['content-type', 'application/json'], body: `{"content":"${placeholder}",` })
    }
    const world = proxy([broken, echo])
    const text = await readAll((await world.ask({ body: toolResult(ENV) })).body)
    expect(text).toMatch(/^\{"content":"sk-ant-clp\w{12}",$/)
    expect(world.records[0]?.changes.at(-1)).toMatchObject({ by: 'mask', rule: 'unreadable', target: 'answer' })
    expect(JSON.stringify(world.log)).toContain('could not be read')
    const notices = (): readonly unknown[] =>
      world.events.flatMap((event) => (event.type === 'notice' ? [[event.code, event.message !== '']] : []))
    expect(notices()).toEqual([['answer-unread', true]])
    await readAll((await world.ask({ body: toolResult(ENV) })).body)
    expect(notices()).toEqual([
      ['answer-unread', true],
      ['answer-unread', false],
    ])
  })
})
