import { describe, expect, it } from 'vitest'
import { observedOf, openedOf, upstreamOf } from '../../../test/kit/exchange.ts'
import { memoryDeps } from '../../../test/kit/proxy-deps.ts'
import { alone } from '../../../test/kit/stage.ts'
import { replyOf } from '../../../test/kit/wire.ts'
import { Body } from '../../codec/bytes/body.ts'
import type { Reply } from '../../edge/reply.ts'
import { AttemptTrace } from '../exchange/attempt-trace.ts'
import type { Announced } from '../exchange/exchange.ts'
import { announce } from './announce.ts'

const announcing = (answer: Reply | Error | ((input: Announced) => Reply)) => {
  const { deps, events } = memoryDeps()
  const { ask } = alone(announce(deps), answer)
  return { events, ask: () => ask(observedOf(openedOf({ headers: ['x-a', '1'] }))) }
}

describe('the live view', () => {
  it('hears of a request once, with the first attempt that is made', async () => {
    const { ask, events } = announcing(({ trace, announce: once }) => {
      const attempt = new AttemptTrace({ number: 1, upstream: upstreamOf('a'), reason: 'active', startedAt: 0 })
      trace.begin(attempt)
      attempt.sentTo = { url: 'https://a.test/v1', headers: ['x-sent', '2'], body: Body.empty }
      once(attempt)
      once(attempt)
      return replyOf()
    })
    await ask()
    expect(events).toMatchObject([
      {
        type: 'request_started',
        request_id: 'x',
        channel: 'a',
        target_url: 'https://a.test/v1',
        request_headers: { 'x-sent': '2' },
        status: 'PENDING',
      },
    ])
  })

  it('hears of one that is answered without an attempt, with what the client sent', async () => {
    const { ask, events } = announcing(replyOf())
    await ask()
    expect(events).toMatchObject([{ channel: 'unassigned', target_url: null, request_headers: { 'x-a': '1' } }])
  })

  it('hears of one that fails', async () => {
    const { ask, events } = announcing(new Error('refused'))
    await expect(ask()).rejects.toThrow('refused')
    expect(events).toHaveLength(1)
  })

  it('hears nothing of what is not to be recorded', async () => {
    const { ask, events } = announcing({ ...replyOf(), unrecorded: true })
    await ask()
    expect(events).toEqual([])
  })
})
