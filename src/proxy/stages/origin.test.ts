import { describe, expect, it } from 'vitest'
import { headOf, openedOf } from '../../../test/kit/exchange.ts'
import { alone } from '../../../test/kit/stage.ts'
import { replyOf } from '../../../test/kit/wire.ts'
import type { RawHeaders } from '../../contract/exchange.ts'
import { parseHostRules } from '../../edge/host-rules.ts'
import { origin } from './origin.ts'

const OURS = 'http://127.0.0.1:3300'
const UPSTREAM = ['Access-Control-Allow-Origin', '*', 'x-own', '1']

const asking = async (headers: RawHeaders, method = 'POST') => {
  const context = { rules: parseHostRules(''), uiPort: 3300 }
  const { ask, given } = alone(origin(context, { access: { required: () => false } }), replyOf({ headers: UPSTREAM }))
  const reply = await ask(openedOf({}, { head: headOf({ headers, method }) }))
  return { reply, given }
}

describe('a request', () => {
  it('of a program passes as it is, and so does its answer', async () => {
    const { reply, given } = await asking(['host', 'localhost'])
    expect(given).toMatchObject([{ refused: undefined }])
    expect(reply.headers).toEqual(UPSTREAM)
  })

  it('of our own page gets leave to read the answer from us, not from the upstream', async () => {
    const { reply, given } = await asking(['host', 'localhost', 'origin', OURS])
    expect(given).toMatchObject([{ refused: undefined }])
    expect(reply.headers.slice(0, 4)).toEqual(['x-own', '1', 'access-control-allow-origin', OURS])
    expect(reply.headers).not.toContain('*')
  })

  it('of a foreign page goes on as refused, so that it is recorded', async () => {
    const { given } = await asking(['host', 'localhost', 'origin', 'https://evil.test'])
    expect(given).toMatchObject([{ refused: { code: 'origin-not-allowed' } }])
  })

  it.each([
    [OURS, 200],
    ['https://evil.test', 400],
  ])('that only asks for leave goes no further: %s', async (page, status) => {
    const headers = ['host', 'localhost', 'origin', page, 'access-control-request-method', 'POST']
    const { reply, given } = await asking(headers, 'OPTIONS')
    expect(given).toEqual([])
    expect(reply.status).toBe(status)
  })
})
