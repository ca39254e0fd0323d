import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  generateToken,
  hashToken,
  isGeneratedForm,
  looksLikeToken,
  queryTokens,
  tokenPrefix,
  withoutHeaderTokens,
  withoutQueryTokens,
} from './token.ts'

const TOKEN = `clp_${'aB3'.repeat(10)}zz`

describe('generateToken', () => {
  test('makes tokens of the documented form, each another', () => {
    const tokens = Array.from({ length: 200 }, () => generateToken())
    expect(tokens.every(isGeneratedForm)).toBe(true)
    expect(new Set(tokens).size).toBe(200)
  })

  test('favours no character: bytes beyond the largest multiple of 62 are thrown away', () => {
    const high = [248, 249, 250, 251, 252, 253, 254, 255]
    const answers = [high.concat(Array(24).fill(0)), Array.from({ length: 32 }, (_, index) => 61 + index * 3)]
    const token = generateToken(() => Uint8Array.from(answers.shift() ?? []))
    expect(token.slice(4, 28)).toBe('A'.repeat(24))
    expect(token.slice(28)).toBe('9CFILORU')
  })
})

test('a hash is that of the standard, and a prefix gives little away', () => {
  expect(hashToken('clp_abc')).toMatch(/^[0-9a-f]{64}$/)
  expect(hashToken('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  expect(tokenPrefix(TOKEN)).toBe(TOKEN.slice(0, 10))
  expect(tokenPrefix('clp_abc')).toBe('clp_a')
  expect(looksLikeToken('sk-1')).toBe(false)
})

describe('queryTokens', () => {
  test.each([
    ['', []],
    ['a=b', []],
    [`token=${TOKEN}`, [TOKEN]],
    [`x=1&token=a%20b&token=c`, ['a b', 'c']],
    ['t%6Fken=clp%5Fx', ['clp_x']],
    ['token', ['']],
    ['mytoken=1&token=%zz', ['%zz']],
  ])('%s', (query, expected) => expect(queryTokens(query)).toEqual(expected))
})

describe('withoutQueryTokens', () => {
  test.each([
    [`beta=true&token=${TOKEN}&x=%20`, 'beta=true&x=%20'],
    [`token=${TOKEN}`, ''],
    ['token=clp_short', ''],
    ['token=clp%5Fshort', ''],
    ['tok%65n=clp_a.b%zz', ''],
    [`key=${TOKEN}&a`, 'a'],
    [`next=https%3A%2F%2Fx%2F%3Ftoken%3D${TOKEN}`, ''],
    ['token=other&a=%zz&&=', 'token=other&a=%zz&&='],
    ['q=my_clp_setting', 'q=my_clp_setting'],
  ])('%s → %s', (query, expected) => expect(withoutQueryTokens(query)).toBe(expected))

  test('leaves every query without a token byte for byte', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-bd-z0-9%&=+._~-]{0,60}$/), (query) => withoutQueryTokens(query) === query),
    )
  })

  test('never lets a token through, wherever it stands', () => {
    const part = fc.stringMatching(/^[a-z0-9=%]{0,8}$/)
    fc.assert(
      fc.property(fc.array(part, { maxLength: 4 }), part, fc.array(part, { maxLength: 4 }), (before, name, after) => {
        const query = [...before, `${name.replaceAll(/[=%]/g, '')}=${TOKEN}`, ...after].join('&')
        expect(withoutQueryTokens(query)).toBe([...before, ...after].join('&'))
      }),
    )
  })
})

describe('withoutHeaderTokens', () => {
  test('takes out headers that are or hold a token, and nothing else', () => {
    expect(
      withoutHeaderTokens([
        'Authorization',
        `Bearer ${TOKEN}`,
        'X-Api-Key',
        'sk-mine',
        'x-goog-api-key',
        'clp_short',
        'Referer',
        `http://127.0.0.1:3300/?token=${TOKEN}`,
        'User-Agent',
        'clp_bench/1.0',
        'x-empty',
        '',
      ]),
    ).toEqual(['X-Api-Key', 'sk-mine', 'User-Agent', 'clp_bench/1.0', 'x-empty', ''])
  })

  test('takes a header out whose very name holds a token', () => {
    expect(withoutHeaderTokens([`X-${TOKEN}`, '1', 'X-Other', '2'])).toEqual(['X-Other', '2'])
  })

  test('takes the sign-in cookie out of a cookie header and keeps the others', () => {
    expect(withoutHeaderTokens(['Cookie', `a=1; clp_session=xyz; b=${TOKEN}; c=3`])).toEqual(['Cookie', 'a=1; c=3'])
    expect(withoutHeaderTokens(['cookie', 'clp_session=xyz'])).toEqual([])
    expect(withoutHeaderTokens(['cookie', '__Host-clp_session_3300=xyz; a=1'])).toEqual(['cookie', 'a=1'])
  })

  test('takes out the shown token in any form', () => {
    const odd = 'clp_with spaces+!'
    expect(withoutHeaderTokens(['x-note', `I use ${odd}`, 'x-api-key', odd], odd)).toEqual([])
  })

  test('takes out what holds a token in Base64, or percent-encoded', () => {
    const packed = [`Bearer ${TOKEN}`, TOKEN, `x${TOKEN}`, `{"t":"${TOKEN}"}`].flatMap((text) => [
      ...[Buffer.from(text).toString('base64'), Buffer.from(text).toString('base64url')],
      ...[`%63${TOKEN.slice(1)}`, `%2563${TOKEN.slice(1)}`],
    ])
    for (const value of packed) {
      expect(withoutHeaderTokens(['x-note', value])).toEqual([])
      expect(withoutQueryTokens(`a=1&b=${encodeURIComponent(value)}&${encodeURIComponent(value)}=c`)).toBe('a=1')
    }
    const others = [
      'x-note',
      Buffer.from('nothing of that kind, but rather long').toString('base64'),
      'x-url',
      'a%20long%20text',
    ]
    expect(withoutHeaderTokens(others)).toEqual(others)
  })

  test('hands back the same list when there is nothing to do', () => {
    const headers = ['Authorization', 'Bearer sk-x', 'Cookie', 'a=1']
    expect(withoutHeaderTokens(headers)).toBe(headers)
  })
})
