import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { DocumentError } from '../config/document.ts'
import type { Fault } from '../config/fault.ts'
import { isOn } from './upstream-entry.ts'
import { upstreamsDocument } from './upstreams.ts'

const { parse } = upstreamsDocument('claude', 'messages')
const read = (value: unknown) => parse(JSON.stringify(value))
const base = { base_url: 'https://a.example' }
const complaint = (value: unknown): string => {
  try {
    read(value)
  } catch (error) {
    if (error instanceof DocumentError) return error.message
    throw error
  }
  return ''
}

describe('an entry', () => {
  test('as the original writes it', () => {
    const [upstream] = read({
      prod: { base_url: 'https://api.example/prefix//', auth_token: 'sk-1', api_key: 'k-1', weight: 10, active: true },
    })
    expect(upstream).toMatchObject({
      service: 'claude',
      name: 'prod',
      baseUrl: 'https://api.example/prefix',
      weight: 10,
      active: true,
      enabled: true,
    })
    expect(upstream?.credential.bearer?.reveal()).toBe('sk-1')
    expect(upstream?.credential.apiKey?.reveal()).toBe('k-1')
  })

  test('without a credential, with empty ones, or with only an api_key is good', () => {
    expect(read({ a: base })[0]?.credential).toEqual({})
    expect(read({ a: { ...base, auth_token: ' ', api_key: null } })[0]?.credential).toEqual({})
    expect(read({ a: { ...base, api_key: 'k\n' } })[0]?.credential.apiKey?.reveal()).toBe('k')
  })

  test('never shows its secrets by printing', () => {
    const upstreams = read({ a: { ...base, auth_token: 'sk-secret', api_key: 'key-secret' } })
    expect(JSON.stringify(upstreams) + inspect(upstreams, { depth: 9, showHidden: true })).not.toContain('-secret')
  })

  test.each([
    ['12.5', 12.5],
    [' 7 ', 7],
    ['', 0],
    [null, 0],
    [-1, -1],
  ])('weight %j counts as %d', (weight, expected) => expect(read({ a: { ...base, weight } })[0]?.weight).toBe(expected))

  test.each([
    ['2026-01-31T18:00:00Z', Date.UTC(2026, 0, 31, 18)],
    ['2026-01-31T18:00+02:00', Date.UTC(2026, 0, 31, 16)],
    ['', undefined],
    [null, undefined],
  ])('manualDisabledUntil %j', (manualDisabledUntil, expected) => {
    expect(read({ a: { ...base, manualDisabledUntil } })[0]?.pausedUntil).toBe(expected)
  })

  test.each([undefined, null])('speaks what its clients speak, and is passed everything as it is: %j', (protocol) => {
    const [upstream] = read({ a: { ...base, protocol } })
    expect(upstream?.protocol).toBe('messages')
    expect(upstream).not.toHaveProperty('translates')
  })

  test.each([
    ['messages', 'messages'],
    ['chat', 'chat'],
    [' Chat', 'chat'],
    ['GEMINI', 'gemini'],
  ])('speaks the protocol that its entry names, in any case: %j', (protocol, expected) => {
    expect(read({ a: { ...base, protocol } })[0]).toMatchObject({ protocol: expected, translates: true })
  })

  test('disabled keeps when', () => {
    const deleted_at = '2025-10-07T03:25:00Z'
    expect(read({ a: { ...base, deleted: true, deleted_at } })[0]).toMatchObject({
      enabled: false,
      disabledAt: deleted_at,
    })
    expect(read({ a: { ...base, deleted: false, deleted_at } })[0]).not.toHaveProperty('disabledAt')
  })

  test.each([
    [{ a: 5 }, 'a must be an object'],
    [{ a: {} }, 'a.base_url must be text in quotes'],
    [{ a: { base_url: '' } }, 'a.base_url must begin with http:// or https://'],
    [{ a: { base_url: 'ftp://x' } }, 'a.base_url must begin with http:// or https://'],
    [{ a: { base_url: 'https://x/?a=1' } }, 'a.base_url must not hold a query'],
    [{ a: { base_url: 'https://x/#a' } }, 'a.base_url must not hold a query or a fragment'],
    [{ a: { base_url: 'https://' } }, 'a.base_url must be an http or https address'],
    [{ a: { base_url: 'https://x y' } }, 'a.base_url must be an http or https address'],
    [{ a: { base_url: 'https://me:pw@x' } }, 'a.base_url must not hold a user name or a password'],
    [{ a: { ...base, auth_token: 5 } }, 'a.auth_token must be text in quotes'],
    [{ a: { ...base, auth_token: 'two\nlines' } }, 'a.auth_token holds characters that no header can carry'],
    [{ a: { ...base, api_key: '密钥' } }, 'a.api_key holds characters that no header can carry'],
    [{ a: { ...base, weight: 'heavy' } }, 'a.weight must be a number'],
    [{ a: { ...base, weight: true } }, 'a.weight must be a number'],
    [{ a: { ...base, active: [] } }, 'a.active must be true or false'],
    [{ a: { ...base, manualDisabledUntil: 'tomorrow' } }, 'a.manualDisabledUntil must be a time with its zone'],
    [{ a: { ...base, manualDisabledUntil: '2026-01-31T18:00:00' } }, 'must be a time with its zone'],
    [{ a: { ...base, protocol: 'telepathy' } }, 'a.protocol must be one of "messages", "responses", "chat", "gemini"'],
    [{ '': base }, 'is not a name that can be used here'],
    [[base], 'the document must be an object'],
  ])('%j is refused: %s', (value, message) => expect(complaint(value)).toContain(message))

  test('a name that would reach a prototype is refused, others of that kind are names', () => {
    expect(() => parse('{"__proto__": {"base_url": "https://x"}}')).toThrow('is not a name')
    expect(parse('{"constructor": {"base_url": "https://x"}}')[0]?.name).toBe('constructor')
    expect(parse('{"toString": {"base_url": "https://x"}}')[0]?.active).toBe(true)
  })

  test('complaints never repeat a value', () => {
    const text = '{"a": {"base_url": "https://x", "auth_token": {"sk-secret": 1}}, "b": {"base_url": "sk-secret"}}'
    expect(() => parse(text)).toThrow(expect.objectContaining({ message: expect.not.stringContaining('sk-secret') }))
  })
})

describe('a reader that wants to know what is left out', () => {
  const good = { base_url: 'https://good.example' }
  const lenient = (text: string) => {
    const faults: Fault[] = []
    const upstreams = parse(text, (fault) => faults.push(fault))
    return { upstreams, faults }
  }

  test.each([
    ['no object', { a: 5 }, 'a must be an object'],
    ['a list', { a: [good] }, 'a must be an object'],
    ['null', { a: null }, 'a must be an object'],
    ['no address', { a: { baseUrl: 'https://a' } }, 'a.base_url must be text in quotes'],
    ['an address that is a number', { a: { base_url: 1, weight: 'x' } }, 'a.base_url must be text in quotes'],
    ['an empty address', { a: { base_url: ' ' } }, 'a.base_url must begin with http:// or https://'],
    ['an address of another kind', { a: { base_url: 'ftp://a' } }, 'a.base_url must begin with http:// or https://'],
    ['a password in its address', { a: { base_url: 'https://me:pw@a' } }, 'a.base_url must not hold a user name'],
    ['a token that is a number', { a: { ...base, auth_token: 5 } }, 'a.auth_token must be text in quotes'],
    ['a key that is an object', { a: { ...base, api_key: { a: 1 } } }, 'a.api_key must be text in quotes'],
    ['a key no header can carry', { a: { ...base, api_key: '密' } }, 'a.api_key holds characters'],
    ['a word about being disabled that is none', { a: { ...base, deleted: {} } }, 'a.deleted must be true or false'],
    [
      'a pause nobody can read',
      { a: { ...base, manualDisabledUntil: 'soon' } },
      'a.manualDisabledUntil must be a time',
    ],
    ['a pause that is a number', { a: { ...base, manualDisabledUntil: 1 } }, 'a.manualDisabledUntil must be text'],
    ['a name that is empty', { '': base }, ' is not a name that can be used here'],
  ])('leaves out an entry with %s, and no other', (_what, bad, reason) => {
    const { upstreams, faults } = lenient(JSON.stringify({ first: good, ...bad, last: { ...good, active: true } }))
    expect(upstreams.map(({ name, active }) => [name, active])).toEqual([
      ['first', false],
      ['last', true],
    ])
    expect(faults).toEqual([expect.objectContaining({ kind: 'left-out', entry: Object.keys(bad)[0] })])
    expect(faults[0]?.reason).toContain(reason)
    expect(faults[0]).not.toHaveProperty('instead')
  })

  test.each([
    ['weight', 'heavy', '0', { weight: 0 }],
    ['weight', true, '0', { weight: 0 }],
    ['weight', [1], '0', { weight: 0 }],
    ['weight', 'NaN', '0', { weight: 0 }],
    ['active', {}, 'false', { active: false }],
    ['active', [true], 'false', { active: false }],
    ['deleted_at', 5, 'null', { enabled: true }],
    ['redirects', 'Pass', '"refuse"', { enabled: true }],
  ])('takes %s %j for %s', (field, value, instead, expected) => {
    const text = JSON.stringify({ first: { ...good, active: true }, a: { ...base, [field]: value } }, null, 1)
    const { upstreams, faults } = lenient(text)
    expect(upstreams).toHaveLength(2)
    expect(upstreams[1]).toMatchObject({ name: 'a', baseUrl: base.base_url, ...expected })
    expect(faults).toMatchObject([{ kind: 'ignored', entry: 'a', field: `a.${field}`, instead, line: 8 }])
  })

  test('hears of a number beyond all numbers, of every value that is wrong, and of each entry', () => {
    const text =
      '{"a": {"base_url": "https://a", "weight": 1e999, "active": []}, "b": {}, "c": {"base_url": "https://c"}}'
    const { upstreams, faults } = lenient(text)
    expect(upstreams.map(({ name, weight, active }) => [name, weight, active])).toEqual([
      ['a', 0, true],
      ['c', 0, false],
    ])
    expect(faults.map(({ field }) => field)).toEqual(['a.weight', 'a.active', 'b.base_url'])
  })

  test('hears of names that a person may take for one, and uses both', () => {
    const { upstreams, faults } = lenient(JSON.stringify({ Prod: good, 'prod ': good, 'p rod': good, other: good }))
    expect(upstreams).toHaveLength(4)
    expect(faults.map(({ kind, entry, other }) => [kind, entry, other])).toEqual([
      ['alike', 'prod ', 'Prod'],
      ['alike', 'p rod', 'Prod'],
    ])
  })

  test('hears of an entry that stands twice, at the place of the one that does not count', () => {
    const { upstreams, faults } = lenient(
      '{\n"a": {"base_url": "https://1"},\n"b": {"base_url": "https://b"},\n"a": {"base_url": "https://2"}}',
    )
    expect(upstreams.map(({ name, baseUrl }) => [name, baseUrl])).toEqual([
      ['a', 'https://2'],
      ['b', 'https://b'],
    ])
    expect(faults).toMatchObject([{ kind: 'repeated', entry: 'a', line: 2, column: 1 }])
  })

  test('is still refused what is no object, and never hears a value', () => {
    expect(() => lenient('[]')).toThrow('the document must be an object')
    const { faults } = lenient(
      '{"a": {"base_url": "sk-secret"}, "b": {"base_url": "https://b", "weight": "sk-secret"}}',
    )
    expect(faults).toHaveLength(2)
    expect(JSON.stringify(faults)).not.toContain('sk-secret')
  })
})

describe('order and repetition', () => {
  test('is that of the file, also for names that look like numbers', () => {
    const text = '{"b": {"base_url": "https://b"}, "10": {"base_url": "https://10"}, "2": {"base_url": "https://2"}}'
    expect(parse(text).map(({ name }) => name)).toEqual(['b', '10', '2'])
  })

  test('of a repeated name or key the last counts', () => {
    const text =
      '{"a": {"base_url": "https://1"}, "b": {"base_url": "https://b"}, "a": {"base_url": "https://2", "base_url": "https://3"}}'
    expect(parse(text).map(({ name, baseUrl }) => [name, baseUrl])).toEqual([
      ['a', 'https://3'],
      ['b', 'https://b'],
    ])
  })
})

describe('the active upstream', () => {
  const on = { ...base, active: true }
  const gone = { ...base, deleted: true }
  test.each([
    [{ a: base, b: base }, 'a'],
    [{ a: on, b: base, c: on }, 'c'],
    [{ a: on, b: { ...on, deleted: 1 } }, 'a'],
    [{ a: gone, b: base }, 'b'],
    [{ a: base, b: { ...base, active: 'Yes' } }, 'b'],
    [{ a: base, b: { ...base, active: 'false' } }, 'a'],
    [{ a: gone }, undefined],
    [{}, undefined],
  ])('of %j is %s', (value, name) => {
    expect(
      read(value)
        .filter(({ active }) => active)
        .map((upstream) => upstream.name),
    ).toEqual(name === undefined ? [] : [name])
  })
})

test.each([
  [true, true],
  ['TRUE ', true],
  ['on', true],
  ['1', true],
  [2, true],
  ['false', false],
  ['', false],
  ['anything', false],
  [0, false],
  [null, false],
  [undefined, false],
])('a flag %j is %s', (value, expected) => expect(isOn(value)).toBe(expected))
