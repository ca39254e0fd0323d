import { expect, it } from 'vitest'
import { attemptOf, inForce, outgoingOf, requestOf } from '../../../test/kit/exchange.ts'
import { replyOf, scriptedWire } from '../../../test/kit/wire.ts'
import { systemDocument } from '../../store/documents/system.ts'
import type { AttemptTrace } from '../exchange/attempt-trace.ts'
import { TransportError } from '../exchange/transport.ts'
import { send } from './send.ts'

const sending = (answer = replyOf()) => {
  const wire = scriptedWire([answer])
  const values = inForce(systemDocument, { timeouts: { connectSeconds: 1, responseHeadersSeconds: 2, idleSeconds: 3 } })
  const announced: (AttemptTrace | undefined)[] = []
  const request = { ...requestOf({ values }), announce: (attempt?: AttemptTrace) => void announced.push(attempt) }
  const attempt = attemptOf(request)
  const outgoing = outgoingOf(attempt)
  const url = new URL('https://one.test')
  const headers = ['host', 'one.test', 'authorization', 'Bearer hidden']
  const ask = () =>
    send(wire)({ outgoing, method: 'POST', url, origin: url.origin, target: '/v1/messages?key=hidden&a=b', headers })
  return { wire, attempt, announced, outgoing, headers, ask }
}

it('a request goes on the wire as it was addressed, with the time-outs in force', async () => {
  const answer = replyOf()
  const { wire, outgoing, headers, ask, attempt } = sending(answer)
  expect(await ask()).toBe(answer)
  expect(wire.sent).toMatchObject([{ method: 'POST', target: '/v1/messages?key=hidden&a=b', headers, upstream: 'one' }])
  expect(wire.sent[0]?.body).toBe(outgoing.body)
  expect(wire.sent[0]?.signal).toBe(attempt.request.head.signal)
  expect(wire.timeouts).toEqual([{ connectMs: 1000, headersMs: 2000, idleMs: 3000 }])
})

it('what was sent is on record before the wire is asked, its credentials removed', async () => {
  const { attempt, announced, outgoing, ask } = sending()
  await ask()
  expect(announced).toEqual([attempt.trace])
  expect(attempt.trace.sentTo).toEqual({
    url: 'https://one.test/v1/messages?key=[redacted]&a=b',
    headers: ['host', 'one.test', 'authorization', '[redacted]'],
    body: outgoing.body,
  })
})

it('a failure of the wire is whoever asked’s to deal with', async () => {
  const error = new TransportError('unreachable', 'ECONNREFUSED', 'Cannot reach it')
  const { transport } = scriptedWire([error])
  const attempt = attemptOf(requestOf())
  const url = new URL('https://one.test')
  const asked = send({ transport })({
    outgoing: outgoingOf(attempt),
    method: 'POST',
    url,
    origin: url.origin,
    target: '/',
    headers: [],
  })
  await expect(asked).rejects.toBe(error)
  expect(attempt.trace.sentTo?.url).toBe('https://one.test/')
})
