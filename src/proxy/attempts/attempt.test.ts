import { describe, expect, it } from 'vitest'
import { received, scriptedSource, sending } from '../../../test/kit/bodies.ts'
import { type RequestParts, requestOf, upstreamOf } from '../../../test/kit/exchange.ts'
import { memoryDeps } from '../../../test/kit/proxy-deps.ts'
import { jsonReply, replyOf, streamReply } from '../../../test/kit/wire.ts'
import type { Reply } from '../../edge/reply.ts'
import { messageStream, text } from '../../protocol/anthropic-messages/sample-answer.ts'
import { balancingDocument } from '../../store/documents/balancing.ts'
import { TransportError } from '../exchange/transport.ts'
import { type AttemptPlan, type Tried, tryUpstream } from './attempt.ts'

const ERROR_EVENT = 'event: error\ndata: {"type":"error","error":{"type":"overloaded_error"}}\n\n'
const GOOD = messageStream({ blocks: [text('hello')] })

const trying = (answer: Reply | Error, plan: Partial<AttemptPlan> = {}, parts: RequestParts = {}) => {
  const world = memoryDeps()
  const request = requestOf(parts)
  const attempt = (): Promise<Tried> =>
    tryUpstream(
      {
        deps: world.deps,
        request,
        options: balancingDocument.empty.options,
        next: async () => {
          world.clock.advance(5)
          if (answer instanceof Error) throw answer
          return answer
        },
      },
      {
        number: 1,
        upstream: upstreamOf('one'),
        reason: 'active',
        othersWait: false,
        isCompared: false,
        oneOfMany: false,
        mayRepeat: false,
        ...plan,
      },
    )
  return { ...world, request, attempt }
}

describe('an answer that is passed on', () => {
  it('speaks for its upstream when it has ended, not before', async () => {
    const { attempt, verdicts, clock } = trying(jsonReply({ type: 'message' }))
    const tried = await attempt()
    const { body } = tried.deliver()
    expect(verdicts).toEqual([])
    expect(tried.attempt.trace.outcome).toBeUndefined()
    clock.advance(20)
    await received(body)
    expect(verdicts).toEqual(['succeeded one'])
    expect(tried.attempt.trace.record()).toMatchObject({
      number: 1,
      reason: 'active',
      firstByteMs: 5,
      durationMs: 25,
      outcome: { kind: 'answered', status: 200 },
    })
  })

  it('speaks for its upstream at once when it has no body', async () => {
    const { attempt, verdicts } = trying(replyOf({ status: 204 }))
    ;(await attempt()).deliver()
    expect(verdicts).toEqual(['succeeded one'])
  })

  it('says nothing about its upstream when the mistake was the client’s', async () => {
    const { attempt, verdicts } = trying(jsonReply({ type: 'error' }, 400))
    const tried = await attempt()
    await received(tried.deliver().body)
    expect(verdicts).toEqual(['released one'])
    expect(tried.attempt.trace.outcome).toEqual({ kind: 'answered', status: 400 })
  })

  it('says nothing about its upstream when the client leaves', async () => {
    const { source, calls } = scriptedSource()
    const { attempt, verdicts } = trying(streamReply(source))
    const tried = await attempt()
    tried.deliver().body?.cancel()
    expect(calls).toContain('cancel')
    expect(verdicts).toEqual(['released one'])
    expect(tried.attempt.trace.outcome).toEqual({ kind: 'abandoned' })
  })

  it('blames its upstream when it turns out at its end to have been an error', async () => {
    const { attempt, verdicts } = trying(streamReply(`${GOOD}${ERROR_EVENT}`))
    const tried = await attempt()
    const reply = tried.deliver()
    expect((await received(reply.body)).bytes.toString()).toBe(`${GOOD}${ERROR_EVENT}`)
    expect(verdicts).toEqual(['failed one'])
    expect(reply.ending?.()).toMatchObject({ kind: 'failed', code: 'upstream-broken', status: 200 })
    expect(tried.attempt.trace.outcome).toMatchObject({ kind: 'broken', code: 'error-event' })
  })

  it('may be empty when nothing was asked that needs an answer', async () => {
    const { attempt, verdicts } = trying(streamReply(''), {}, { asked: { operation: 'other' } })
    const reply = (await attempt()).deliver()
    await received(reply.body)
    expect(reply.ending?.()).toBeUndefined()
    expect(verdicts).toEqual(['released one'])
  })
})

describe('an answer that breaks off', () => {
  const broken = (plan: Partial<AttemptPlan>, pieces = [GOOD.slice(0, 200)]) =>
    trying(
      streamReply(
        sending(
          pieces.map((piece) => Buffer.from(piece)),
          { ending: 'fail' },
        ),
      ),
      plan,
    )

  it('stays broken where nobody else could have answered', async () => {
    const { attempt, verdicts } = broken({ oneOfMany: false })
    const tried = await attempt()
    expect(await received(tried.deliver().body)).toMatchObject({ ending: 'fail', error: { message: 'cut' } })
    expect(verdicts).toEqual(['failed one'])
    expect(tried.attempt.trace.outcome).toMatchObject({ kind: 'broken', bytes: 200 })
  })

  it('is ended in the client’s protocol where others could have answered, and counts as failed', async () => {
    const { attempt, verdicts } = broken({ oneOfMany: true })
    const reply = (await attempt()).deliver()
    const { bytes, ending } = await received(reply.body)
    expect(ending).toBe('end')
    expect(bytes.toString()).toMatch(/\n\nevent: error\ndata: .*"code":"upstream-broken"/)
    expect(verdicts).toEqual(['failed one'])
    expect(reply.ending?.()).toMatchObject({ kind: 'failed', code: 'upstream-broken', reason: 'cut' })
  })

  it('is not told a second time that it failed', async () => {
    const { attempt } = broken({ oneOfMany: true }, [GOOD, ERROR_EVENT])
    const { bytes, ending } = await received((await attempt()).deliver().body)
    expect(ending).toBe('end')
    expect(bytes.toString().match(/event: error/g)).toHaveLength(1)
  })
})

describe('an answer that blames its upstream', () => {
  it('does so at its head, and is on record when its body is over', async () => {
    const { attempt, verdicts } = trying(jsonReply({ type: 'error' }, 529))
    const tried = await attempt()
    expect(verdicts).toEqual(['failed one'])
    const { body } = tried.deliver()
    expect(tried.attempt.trace.outcome).toBeUndefined()
    await received(body)
    expect(tried.attempt.trace.outcome).toEqual({ kind: 'refused', status: 529 })
    expect(verdicts).toEqual(['failed one'])
  })

  it('is let go of when somebody else is asked, once it has said why', async () => {
    const { source, calls, sink } = scriptedSource()
    const { attempt } = trying(replyOf({ status: 500, body: source }))
    const tried = await attempt()
    tried.discard()
    sink().write(Buffer.alloc(9000))
    expect(calls).toEqual(['start', 'cancel'])
    expect(tried.attempt.trace.outcome).toEqual({ kind: 'refused', status: 500 })
  })

  it('blames nobody yet when it asks to be tried again and may be', async () => {
    const busy = jsonReply({ type: 'error' }, 429, ['x-should-retry', 'true'])
    const { attempt, verdicts } = trying(busy, { mayRepeat: true })
    expect(await attempt()).toMatchObject({ again: 'repeat' })
    expect(verdicts).toEqual([])
  })

  it.each([
    ['an error first', `${ERROR_EVENT}`, 'error-event-first'],
    ['nothing at all', '', 'empty-200'],
  ])('is one with a good status too: %s, while others wait', async (_what, stream, code) => {
    const { attempt, verdicts } = trying(streamReply(stream), { othersWait: true })
    const tried = await attempt()
    expect(tried.outcome).toMatchObject({ kind: 'broken', code })
    expect(verdicts).toEqual(['failed one'])
    const reply = tried.deliver()
    expect((await received(reply.body)).bytes.toString()).toBe(stream)
    expect(reply.ending?.()).toMatchObject({ kind: 'failed', code: 'upstream-broken', status: 200 })
  })

  it('is not looked for when nobody else waits: nothing is held back', async () => {
    const { source, calls } = scriptedSource()
    const { attempt } = trying(streamReply(source), { othersWait: false })
    expect(await attempt()).toMatchObject({ outcome: { kind: 'answered', status: 200 } })
    expect(calls).toEqual([])
  })
})

describe('a failure of the wire', () => {
  it('blames its upstream, and is what the client gets if it is the last word', async () => {
    const error = new TransportError('unreachable', 'ECONNREFUSED', 'Cannot reach it')
    const { attempt, verdicts } = trying(error)
    const tried = await attempt()
    expect(tried.outcome).toEqual({ kind: 'unreachable', code: 'ECONNREFUSED' })
    expect(tried.attempt.trace.outcome).toEqual(tried.outcome)
    expect(verdicts).toEqual(['failed one'])
    expect(tried.deliver).toThrow(error)
  })

  it.each([
    ['the client has left', new TransportError('abandoned', 'aborted', 'The client went away')],
    ['it is a failure of our own', new TypeError('bug')],
  ])('blames nobody when %s', async (_when, error) => {
    const { attempt, verdicts, request } = trying(error)
    await expect(attempt()).rejects.toBe(error)
    expect(verdicts).toEqual(['released one'])
    expect(request.trace.attempts[0]?.outcome).toEqual({ kind: 'abandoned' })
  })
})
