import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isCredentialHeader } from './header-name.ts'
import { createRedactor, redactHeaders, redactQuery, redactTarget, redactText } from './redact.ts'

describe('headers', () => {
  test.each([
    'authorization',
    'proxy-authorization',
    'cookie',
    'set-cookie',
    'x-api-key',
    'api-key',
    'x-goog-api-key',
    'x-auth-token',
    'x-portkey-api-key',
    'cf-access-client-secret',
    'helicone-auth',
    'x-amz-security-token',
    'x-my-proxy-password',
    'litellm-virtual-key',
  ])('%s carries a credential', (name) => expect(isCredentialHeader(name)).toBe(true))

  test.each([
    'anthropic-ratelimit-tokens-remaining',
    'x-ratelimit-remaining-tokens',
    'anthropic-version',
    'anthropic-beta',
    'idempotency-key',
    'sec-websocket-key',
    'session-id',
    'x-claude-code-session-id',
    'openai-organization',
    'author',
    'user-agent',
    'content-type',
    'x-stainless-retry-count',
    'www-authenticate',
  ])('%s does not', (name) => expect(isCredentialHeader(name)).toBe(false))

  test('keeps names, order, case and number', () => {
    expect(redactHeaders(['Authorization', 'Bearer x', 'X-A', '1', 'set-COOKIE', 'a=b', 'Set-Cookie', 'c=d'])).toEqual([
      'Authorization',
      '[redacted]',
      'X-A',
      '1',
      'set-COOKIE',
      '[redacted]',
      'Set-Cookie',
      '[redacted]',
    ])
  })

  test('finds a secret by its form in a header of any name', () => {
    expect(redactHeaders(['x-note', 'use clp_abcDEF123 please', 'Referer', 'http://h/?token=abc&x=1'])).toEqual([
      'x-note',
      'use [redacted] please',
      'Referer',
      'http://h/?token=[redacted]&x=1',
    ])
  })

  test('leaves ordinary headers as they are', () => {
    const headers = [
      'content-type',
      'application/json; charset=utf-8',
      'www-authenticate',
      'Bearer realm="clp"',
      'x',
      '',
    ]
    expect(redactHeaders(headers)).toEqual(headers)
  })
})

describe('queries', () => {
  test.each([
    ['beta=true', 'beta=true'],
    ['token=abc&x=1', 'token=[redacted]&x=1'],
    ['key=AIza123&alt=sse', 'key=[redacted]&alt=sse'],
    ['api_key=1&API-KEY=2&apikey=3', 'api_key=[redacted]&API-KEY=[redacted]&apikey=[redacted]'],
    [
      'access_token=1&client_secret=2&X-Amz-Signature=3',
      'access_token=[redacted]&client_secret=[redacted]&X-Amz-Signature=[redacted]',
    ],
    ['t%6fken=1', 't%6fken=[redacted]'],
    ['q=clp%5FabcDEF', 'q=[redacted]'],
    ['clp_abc', '[redacted]'],
    ['max_tokens=5&keyword=x&a=%zz', 'max_tokens=5&keyword=x&a=%zz'],
    ['', ''],
  ])('%s → %s', (query, expected) => expect(redactQuery(query)).toBe(expected))
})

test('a target is cleaned in path and query', () => {
  expect(redactTarget('/v1/clp_abc/x?key=1&b=2')).toBe('/v1/[redacted]/x?key=[redacted]&b=2')
  expect(redactTarget('/v1/messages')).toBe('/v1/messages')
})

describe('texts', () => {
  test.each([
    ['the token clp_abc is wrong', 'the token [redacted] is wrong'],
    ['name its origin in CLP_ALLOWED_HOSTS', 'name its origin in CLP_ALLOWED_HOSTS'],
    ['key sk-ant-api03-AbC_123-x failed', 'key [redacted] failed'],
    ['sent Authorization: Bearer abcdef.123', 'sent Authorization: Bearer [redacted]'],
    [
      'GET https://user:pass@host/v1?api_key=1&x=2 failed',
      'GET https://[redacted]@host/v1?api_key=[redacted]&x=2 failed',
    ],
    ['eyJhbGciOiJIUzI1.eyJzdWIiOiIx.abc', '[redacted]'],
    [`at ${Buffer.from(`Bearer clp_${'a'.repeat(32)}`).toString('base64')}.`, 'at [redacted].'],
    [`%63lp_${'a'.repeat(32)} or %2563lp_${'a'.repeat(32)}`, '[redacted] or [redacted]'],
    [`%20${'b'.repeat(60)}`, `%20${'b'.repeat(60)}`],
    ['connect ECONNREFUSED 127.0.0.1:443', 'connect ECONNREFUSED 127.0.0.1:443'],
    ['a task-management-system', 'a task-management-system'],
  ])('%s → %s', (text, expected) => expect(redactText(text)).toBe(expected))
})

describe('createRedactor', () => {
  const secrets = ['plain word secret', 'plain word secret longer', 'a"b\\c+d/e', '-', 'test']
  const redactor = createRedactor(secrets)

  test('replaces known secrets wherever they stand, the longest first, encoded ones too', () => {
    expect(redactor.text('x plain word secret longer y')).toBe('x [redacted] y')
    expect(redactor.query('q=plain%20word%20secret&y=a%22b%5Cc%2Bd%2Fe')).toBe('q=[redacted]&y=[redacted]')
    expect(redactor.text('{"k":"a\\"b\\\\c+d/e"}')).toBe('{"k":"[redacted]"}')
    expect(redactor.headers(['x-echo', 'a plain word secret', 'cookie', 'x'])).toEqual([
      'x-echo',
      'a [redacted]',
      'cookie',
      '[redacted]',
    ])
  })

  test('does not take short values for secrets', () => expect(redactor.text('a test - ok')).toBe('a test - ok'))

  test('no known secret of eight characters or more ever survives', () => {
    const secret = fc.string({ minLength: 8, maxLength: 40 })
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (value, before, after) => {
        expect(createRedactor([value]).text(before + value + after)).not.toContain(value)
      }),
    )
  })
})
