import { describe, expect, it } from 'vitest'
import { balancing, POOL } from '../../../test/kit/balancing.ts'
import { received, scriptedSource } from '../../../test/kit/bodies.ts'
import { requestOf, upstreamOf } from '../../../test/kit/exchange.ts'
import { jsonReply, replyOf, streamReply } from '../../../test/kit/wire.ts'
import { TransportError } from '../exchange/transport.ts'

const GOOD = () => jsonReply({ type: 'message' })
const DOWN = () => jsonReply({ type: 'error' }, 503)
const UNREACHABLE = new TransportError('unreachable', 'ECONNREFUSED', 'Cannot reach it')
const NO_RESET = { mode: 'weight-based', options: { autoResetOnAllFailed: false } }

describe('failover', () => {
  it('asks in the policy’s order until one answers, and the client gets that answer', async () => {
    const { askWith, asked, log, told } = balancing([UNREACHABLE, DOWN, GOOD])
    const request = requestOf()
    const reply = await askWith(request)
    expect(reply.status).toBe(200)
    expect(asked()).toEqual(['1 a weight', '2 b request_error', '3 c http_non2xx'])
    expect(request.trace.delivered?.seed.upstream.name).toBe('c')
    expect(told('lb_switch')).toMatchObject([
      { from_channel: 'a', to_channel: 'b', reason: 'request_error', failures: 1, threshold: 3, attempt: 2 },
      { from_channel: 'b', to_channel: 'c', reason: 'http_non2xx', attempt: 3 },
    ])
    expect(log[0]).toMatch(/^Upstream "a" .*; asking "b" \(request x\)$/)
  })

  it('asks nobody else after a mistake of the client', async () => {
    const { ask, asked } = balancing([jsonReply({ type: 'error' }, 400)])
    expect((await ask()).status).toBe(400)
    expect(asked()).toEqual(['1 a weight'])
  })

  it('reads on in an answer that it leaves, for the record, while it asks the next one', async () => {
    const { source, calls } = scriptedSource()
    const { ask } = balancing([
      replyOf({ status: 500, body: source }),
      () => {
        expect(calls).toEqual(['start'])
        return GOOD()
      },
    ])
    await ask()
  })

  it('gives out the last refusal when all refuse', async () => {
    const { ask, asked } = balancing([DOWN, DOWN, jsonReply({ type: 'error' }, 529)], { settings: NO_RESET })
    const reply = await ask()
    expect(reply.status).toBe(529)
    expect((await received(reply.body)).ending).toBe('end')
    expect(asked()).toHaveLength(3)
  })

  it('throws the wire’s error when that was the last word', async () => {
    const { ask } = balancing([UNREACHABLE], { settings: NO_RESET, pool: [upstreamOf('a')] })
    await expect(ask()).rejects.toBe(UNREACHABLE)
  })

  it.each([
    ['when resets are off', { settings: NO_RESET }],
    ['soon after a reset', {}],
  ])('holds nothing of the last one’s answer back: nobody can follow %s', async (_when, more) => {
    const { source, calls } = scriptedSource()
    const { ask, deps } = balancing([DOWN, streamReply(source)], { pool: POOL.slice(0, 2), ...more })
    deps.health.autoReset('claude')
    expect((await ask()).status).toBe(200)
    expect(calls).toEqual([])
  })

  it('asks nobody else once its time is spent', async () => {
    const slow = balancing([
      () => {
        slow.clock.advance(121_000)
        return DOWN()
      },
    ])
    expect((await slow.ask()).status).toBe(503)
    expect(slow.asked()).toEqual(['1 a weight'])
  })
})

describe('a second round', () => {
  it('begins once when all have failed: everybody is forgiven, and the reset is told', async () => {
    const { ask, asked, told } = balancing([DOWN, DOWN, DOWN, DOWN, GOOD])
    expect((await ask()).status).toBe(200)
    expect(asked()).toEqual(['1 a weight', '2 b http_non2xx', '3 c http_non2xx', '4 a http_non2xx', '5 b http_non2xx'])
    expect(told('lb_reset')).toMatchObject([{ reason: 'last_candidate_failed', total_configs: 3, threshold: 3 }])
  })

  it('is the last one, also where resets may follow at once', async () => {
    const script = Array.from({ length: 6 }, () => DOWN)
    const { ask, asked } = balancing(script, { rules: { resetIntervalMs: 0 } })
    expect((await ask()).status).toBe(503)
    expect(asked()).toHaveLength(6)
  })

  it('does not come soon after the last reset', async () => {
    const { ask, asked, deps } = balancing([DOWN, DOWN, DOWN])
    deps.health.autoReset('claude')
    await ask()
    expect(asked()).toHaveLength(3)
  })

  it('does not come for what never counts against an upstream', async () => {
    const { ask, asked, told } = balancing([DOWN, DOWN, DOWN])
    await ask({ asked: { operation: 'other' } })
    expect(asked()).toHaveLength(3)
    expect(told('lb_reset')).toEqual([])
  })

  it('is the first one when nobody could be asked', async () => {
    const { ask, asked, told, deps } = balancing([GOOD], { rules: { threshold: 1 } })
    for (const { name } of POOL) {
      deps.health.failed('claude', name, { reason: { code: 'upstream-answered', params: { status: 500 } } })
    }
    await ask()
    expect(asked()).toEqual(['1 a weight'])
    expect(told('lb_reset')).toMatchObject([{ reason: 'no_healthy_candidates' }])
  })
})

describe('one more try', () => {
  const busy = jsonReply({ type: 'error' }, 429, ['x-should-retry', 'true'])

  it('goes to the same upstream, which is not blamed, and is no switch', async () => {
    const { ask, asked, verdicts, told } = balancing([busy, GOOD])
    await ask()
    expect(asked()).toEqual(['1 a weight', '2 a repeat'])
    expect(verdicts).not.toContain('failed a')
    expect(told('lb_switch')).toEqual([])
  })

  it('goes to an upstream on trial too, which keeps its trial, and is blamed when it refuses again', async () => {
    const world = balancing([busy, busy, GOOD, GOOD], { rules: { threshold: 1, readmitMs: 1000 } })
    world.deps.health.failed('claude', 'a', { reason: { code: 'upstream-answered', params: { status: 500 } } })
    world.clock.advance(1000)
    await world.ask()
    expect(world.asked()).toEqual(['1 a half-open', '2 a repeat', '3 b http_non2xx'])
    expect(world.deps.health.stateOf('claude', 'a').state).toBe('ejected')
  })

  it('is not made when its time is spent: then the upstream is blamed', async () => {
    const slow = balancing([
      () => {
        slow.clock.advance(121_000)
        return busy
      },
    ])
    expect((await slow.ask()).status).toBe(429)
    expect(slow.verdicts).toEqual(['failed a'])
  })

  it('is granted once in all', async () => {
    const { ask, asked } = balancing([busy, busy, GOOD])
    await ask()
    expect(asked()).toEqual(['1 a weight', '2 a repeat', '3 b http_non2xx'])
  })
})

describe('who is asked', () => {
  const eject = ({ deps }: Pick<ReturnType<typeof balancing>, 'deps'>, name: string): void =>
    deps.health.failed('claude', name, { reason: { code: 'upstream-answered', params: { status: 500 } } })

  it('is the pinned one alone where no other may answer, in whatever health', async () => {
    const world = balancing([DOWN], { rules: { threshold: 1 } })
    eject(world, 'c')
    expect((await world.ask({ pinned: { upstream: 'c', fallback: false } })).status).toBe(503)
    expect(world.asked()).toEqual(['1 c pinned'])
  })

  it('is the pinned one also while another request is trying it', async () => {
    const world = balancing([GOOD, GOOD], { rules: { threshold: 1, readmitMs: 1000 } })
    eject(world, 'a')
    world.clock.advance(1000)
    const pinned = { pinned: { upstream: 'a', fallback: false } }
    await Promise.all([world.ask(pinned), world.ask(pinned)])
    expect(world.asked()).toEqual(['1 a pinned', '1 a pinned'])
  })

  it('is the pinned one first where others may answer', async () => {
    const { ask, asked } = balancing([DOWN, GOOD])
    await ask({ pinned: { upstream: 'c', fallback: true } })
    expect(asked()).toEqual(['1 c pinned', '2 a http_non2xx'])
  })

  it('is one whose time out is over, by one request at a time', async () => {
    const world = balancing([GOOD, GOOD], { rules: { threshold: 1, readmitMs: 1000 } })
    eject(world, 'a')
    world.clock.advance(1000)
    const first = world.ask()
    await world.ask()
    await first
    expect(world.asked()).toEqual(['1 a half-open', '1 b weight'])
  })

  it('is whoever answered the conversation last', async () => {
    const { ask, asked } = balancing([DOWN, GOOD, GOOD], { settings: { mode: 'sticky' } })
    const one = { asked: { session: 's' } }
    await ask(one)
    await ask(one)
    const [, second = '', third = ''] = asked()
    expect(third.split(' ')[1]).toBe(second.split(' ')[1])
  })

  it('is nobody where there is nobody', async () => {
    const { ask } = balancing([], { pool: [] })
    await expect(ask()).rejects.toMatchObject({ code: 'no-upstream' })
  })
})
