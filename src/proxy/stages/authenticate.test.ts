import { describe, expect, test } from 'vitest'
import { proxiedOf, requestOf } from '../../../test/kit/exchange.ts'
import { generateToken } from '../../codec/text/token.ts'
import type { RawHeaders } from '../../contract/exchange.ts'
import type { Reply } from '../../edge/reply.ts'
import type { Access, AccessDecision, ShownCredentials } from '../../store/access/access.ts'
import type { Identified } from '../exchange/exchange.ts'
import { authenticate, shownIn } from './authenticate.ts'

const TOKEN = generateToken()
const REPLY: Reply = { status: 200, statusMessage: '', headers: [], body: undefined }

const run = async (decision: AccessDecision, headers: RawHeaders = [], query = '') => {
  let asked: ShownCredentials | undefined
  let passed: Identified | undefined
  const access = {
    check: (shown: ShownCredentials) => {
      asked = shown
      return decision
    },
  } as unknown as Access
  const input = proxiedOf(requestOf({ headers, query }))
  const handler = authenticate({ access })(async (next) => {
    passed = next
    return REPLY
  })
  const problem = await Promise.resolve(input)
    .then(handler)
    .then(
      () => undefined,
      (error: unknown) => error,
    )
  return { asked, passed, problem, input }
}

describe('authenticate', () => {
  test('names the token in the trace and takes it out of headers and query', async () => {
    const headers = ['Authorization', `Bearer ${TOKEN}`, 'x-api-key', 'sk-own', 'accept', '*/*']
    const { passed } = await run({ kind: 'granted', token: 'laptop' }, headers, `beta=true&token=${TOKEN}`)
    expect(passed?.trace.token).toBe('laptop')
    expect(passed?.client.token).toBe('laptop')
    expect(passed?.head.headers).toEqual(['x-api-key', 'sk-own', 'accept', '*/*'])
    expect(passed?.head.query).toBe('beta=true')
  })

  test('takes tokens out with access off as well', async () => {
    const { passed } = await run({ kind: 'open' }, ['X-API-Key', TOKEN], `token=${TOKEN}`)
    expect(passed?.head.headers).toEqual([])
    expect(passed?.head.query).toBe('')
    expect(passed?.trace.token).toBeUndefined()
  })

  test('hands a request without tokens on as it is', async () => {
    const { passed, input } = await run({ kind: 'open' }, ['Authorization', 'Bearer sk-1'], 'a=b')
    expect(passed?.head).toBe(input.head)
  })

  test.each([
    [{ kind: 'refused', reason: 'why' }, 401, ['www-authenticate', 'Bearer realm="clp"']],
    [{ kind: 'throttled', retryAfterSeconds: 7 }, 429, ['retry-after', '7']],
    [{ kind: 'unusable', reason: 'line 3' }, 503, []],
  ] satisfies [AccessDecision, number, string[]][])('%j', async (decision, status, headers) => {
    const { passed, problem } = await run(decision)
    expect(passed).toBeUndefined()
    expect(problem).toMatchObject({ status, headers })
  })
})

test('a token has a header of its own where the login of the client stands in the others', () => {
  const login = ['authorization', 'Bearer own', 'x-api-key', 'own']
  expect(shownIn([...login, 'X-CLP-Token', 'clp_mine'], '')).toEqual({
    authorization: 'Bearer own',
    apiKey: 'clp_mine',
  })
})

test('credentials are looked for where clients put them', () => {
  expect(shownIn([], '')).toEqual({})
  expect(shownIn(['AUTHORIZATION', 'a', 'X-Api-Key', 'b'], 'x=1&token=first&token=clp_second')).toEqual({
    authorization: 'a',
    apiKey: 'b',
    queryToken: 'clp_second',
  })
})
