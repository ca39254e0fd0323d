/** What becomes of a 4xx that is not the client's own while another upstream could answer. */
import { describe, expect, it } from 'vitest'
import { balancing } from '../../../test/kit/balancing.ts'
import { received, sending } from '../../../test/kit/bodies.ts'
import { requestOf } from '../../../test/kit/exchange.ts'
import { jsonReply, replyOf } from '../../../test/kit/wire.ts'
import type { Reply } from '../../edge/reply.ts'

const GOOD = () => jsonReply({ type: 'message' })
const DOWN = () => jsonReply({ type: 'error' }, 503)
const NO_RESET = { mode: 'weight-based', options: { autoResetOnAllFailed: false } }

describe('a 4xx while others wait', () => {
  const refusal = (status: number, message: string): Reply =>
    jsonReply({ type: 'error', error: { type: 'invalid_request_error', message } }, status)
  const noModel = () => refusal(404, 'model: claude-9')
  const noMoney = () => refusal(400, 'Your credit balance is too low')
  const saidBy = async (reply: Reply): Promise<unknown> => JSON.parse((await received(reply.body)).bytes.toString())

  it('by which an upstream tells of its own state is blamed, and the next one asked', async () => {
    const { ask, asked, deps } = balancing([noMoney, GOOD])
    expect((await ask()).status).toBe(200)
    expect(asked()).toEqual(['1 a weight', '2 b http_non2xx'])
    expect(deps.health.stateOf('claude', 'a').failures).toBe(1)
  })

  it('by which it cannot serve the request is nobody’s failure, and the next one is asked', async () => {
    const { ask, asked, deps } = balancing([noModel, GOOD])
    expect((await ask()).status).toBe(200)
    expect(asked()).toEqual(['1 a weight', '2 b http_non2xx'])
    expect(deps.health.stateOf('claude', 'a').failures).toBe(0)
  })

  it('is told in the words of the first where all say so, and nobody is asked twice', async () => {
    const request = requestOf()
    const { askWith, asked } = balancing([() => refusal(404, 'model: first'), noModel, noModel])
    const reply = await askWith(request)
    expect(await saidBy(reply)).toMatchObject({ error: { message: 'model: first' } })
    expect(asked()).toHaveLength(3)
    expect(request.trace.delivered?.seed.upstream.name).toBe('a')
    expect(request.trace.attempts.map(({ outcome }) => outcome)).toEqual([
      { kind: 'answered', status: 404, unable: true },
      { kind: 'answered', status: 404, unable: true },
      { kind: 'answered', status: 404, unable: true },
    ])
  })

  it('is forgotten where another one fails for a reason that passes', async () => {
    const { ask } = balancing([noModel, noModel, DOWN], { settings: NO_RESET })
    expect((await ask()).status).toBe(503)
  })

  it('lets go of the answer that waited', async () => {
    let cancelled = false
    const body = sending([Buffer.alloc(9000, ' ')], {
      ending: 'never',
      cancelled: () => {
        cancelled = true
      },
    })
    await balancing([replyOf({ status: 404, body }), GOOD]).ask()
    expect(cancelled).toBe(true)
  })

  it('that is the client’s own is passed on at once', async () => {
    const { ask, asked } = balancing([() => refusal(400, 'messages: at least one message is required')])
    expect((await ask()).status).toBe(400)
    expect(asked()).toEqual(['1 a weight'])
  })

  it('of what is no question is not read', async () => {
    const { ask, asked } = balancing([noModel])
    expect((await ask({ method: 'HEAD', path: '/', asked: { operation: 'other' } })).status).toBe(404)
    expect(asked()).toEqual(['1 a weight'])
  })
})
