/** Answers on their way from one protocol to another: their pace, their silence and their ends. */
import { afterEach, describe, expect, it, test, vi } from 'vitest'
import { scriptedSource, sending } from '../../../test/kit/bodies.ts'
import { openRequest } from '../../../test/kit/conversation.ts'
import { encode } from '../../../test/kit/replies.ts'
import { ASK, CHAT_STREAM, questionOf, speaking, textOf, world } from '../../../test/kit/translated-proxy.ts'
import { eventsOf } from '../../../test/kit/translation.ts'
import { streamReply } from '../../../test/kit/wire.ts'
import { headerValue } from '../../codec/http/headers.ts'
import type { Reply } from '../../edge/reply.ts'
import { AnswerTranslation } from '../../protocol/translate/answer.ts'
import { ClientSignal } from '../exchange/client-signal.ts'

describe('streams', () => {
  afterEach(() => {
    vi.useRealTimers()
    vi.restoreAllMocks()
  })
  const event = (delta: object): Buffer =>
    Buffer.from(`data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: null }] })}\n\n`)

  /** An answer that a test sends piece by piece, and what the client has got of it. */
  const open = async (streams = true) => {
    const script = scriptedSource()
    const signal = new ClientSignal()
    const made = world('messages', [speaking('chat')], [streamReply(script.source)])
    const asked = made.ask({ ...questionOf('messages', openRequest('messages', 'x'), streams), signal })
    await vi.waitFor(() => expect(script.calls).toContain('start'))
    const chunks: string[] = []
    const endings: string[] = []
    const start = async (take: () => boolean = () => true): Promise<Reply> => {
      const reply = await asked
      reply.body?.start({
        write: (chunk) => {
          chunks.push(Buffer.from(chunk).toString())
          return take()
        },
        end: () => endings.push('end'),
        fail: () => endings.push('fail'),
      })
      return reply
    }
    return { ...made, script, signal, asked, chunks, endings, start, text: () => chunks.join('') }
  }

  it('are handed on event by event', async () => {
    const { script, start, text } = await open()
    script.sink().write(event({ content: 'one' }))
    await start()
    expect(text()).toContain('"text":"one"')
    script.sink().write(event({ content: 'two' }))
    expect(text()).toContain('"text":"two"')
  })

  it('pause with a receiver that is full, and go on with it', async () => {
    const { script, start, text } = await open()
    script.sink().write(event({ content: 'one' }))
    const reply = await start(() => false)
    expect(script.sink().write(event({ content: 'two' }))).toBe(false)
    expect(text()).not.toContain('two')
    for (let turn = 0; turn < 10; turn += 1) reply.body?.resume()
    expect(text()).toContain('two')
    expect(script.calls).toContain('resume')
  })

  it('are let go of when the client leaves before their first word', async () => {
    const { script, signal, asked, records } = await open()
    signal.abort()
    await expect(asked).rejects.toMatchObject({ kind: 'abandoned' })
    expect(script.calls).toContain('cancel')
    expect(records[0]?.outcome.kind).toBe('abandoned')
  })

  it('are let go of when the client leaves in their middle', async () => {
    const { script, start, records } = await open()
    script.sink().write(event({ content: 'one' }))
    const reply = await start()
    reply.body?.cancel()
    expect(script.calls).toContain('cancel')
    expect(records[0]?.outcome.kind).toBe('abandoned')
  })

  it('are pinged in silence, before their first word and after it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { script, start, text } = await open()
    vi.advanceTimersByTime(15_000)
    await start()
    expect(eventsOf(text()).map(({ event: name }) => name)).toEqual(['message_start', 'ping'])
    script.sink().write(event({ content: 'one' }))
    vi.advanceTimersByTime(14_999)
    expect(text().match(/event: ping/g)).toHaveLength(1)
    vi.advanceTimersByTime(1)
    expect(text().match(/event: ping/g)).toHaveLength(2)
  })

  it('end with their last event, also where the upstream stays', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { script, start, endings, text, verdicts, records } = await open()
    script.sink().write(Buffer.from(CHAT_STREAM))
    await start()
    expect(text()).toContain('event: message_stop')
    vi.advanceTimersByTime(1000)
    expect([endings, verdicts]).toEqual([['end'], ['succeeded chat']])
    expect(script.calls).toContain('cancel')
    expect(records[0]?.usage).toMatchObject({ usage: { output: 2 }, partial: false })
  })

  it.each(['reset', 'left'])('count all their tokens where their last event came before the end: %s', async (how) => {
    const { script, start, records } = await open()
    script.sink().write(Buffer.from(CHAT_STREAM))
    const reply = await start()
    if (how === 'left') reply.body?.cancel()
    else script.sink().fail(new Error('reset'))
    expect(records[0]?.usage).toMatchObject({ usage: { output: 2 }, partial: false })
  })

  it('end with an error of the client’s protocol where translating them fails, and nothing else falls', async () => {
    const { script, start, text, endings } = await open()
    script.sink().write(event({ content: 'one' }))
    await start()
    vi.spyOn(AnswerTranslation.prototype, 'push').mockImplementationOnce(() => {
      throw new Error('a fault of ours')
    })
    script.sink().write(event({ content: 'two' }))
    expect(eventsOf(text()).at(-1)?.event).toBe('error')
    expect([endings, script.calls.at(-1)]).toEqual([['end'], 'cancel'])
  })

  it('that a client did not ask for are folded into one answer', async () => {
    const { script, start, text } = await open(false)
    script.sink().write(Buffer.from(CHAT_STREAM))
    script.sink().end()
    await start()
    expect(JSON.parse(text()).content).toEqual([{ type: 'text', text: 'hi' }])
  })

  test.each(['gzip', 'br'] as const)('are read through %s', async (encoding) => {
    const body = encode(encoding, Buffer.from(CHAT_STREAM))
    const { ask } = world(
      'messages',
      [speaking('chat')],
      [streamReply(sending([body]), ['content-encoding', encoding])],
    )
    const reply = await ask(ASK)
    expect(headerValue(reply.headers, 'content-encoding')).toBeUndefined()
    expect(await textOf(reply)).toContain('hi')
  })
})
