import { describe, expect, test } from 'vitest'
import { createFakeClock } from '../../../test/kit/fake-clock.ts'
import { generateToken, hashToken } from '../../codec/text/token.ts'
import type { Rejection, Snapshot } from '../config/config.ts'
import type { Document } from '../config/document.ts'
import { accessDocument } from '../documents/access.ts'
import { createAccess, isLoopback, shownToken } from './access-control.ts'
import { createThrottle } from './access-throttle.ts'

const GOOD = generateToken()
const HASHED = generateToken()
const FILE = {
  enabled: true,
  tokens: [
    { token: GOOD, name: 'good' },
    { token_hash: hashToken(HASHED).toUpperCase(), token_prefix: HASHED.slice(0, 10), name: 'hashed' },
    { token: 'clp_off', name: 'off', active: false },
    { token: 'clp_late', name: 'late', expires_at: '2025-12-31T23:59:59Z' },
    { token: 'clp_odd', name: 'odd', expires_at: 'tomorrow' },
    { token: 'clp_ui', name: 'ui only', services: [' UI '] },
    { token: 'clp_one', name: 'one word', services: 'claude' },
    { token: 'clp_none', name: 'nowhere', services: [] },
    { token: 'clp_twice', name: 'first of two', active: false },
    { token: 'clp_twice', name: 'second of two' },
    { token: 'plain', name: 'no mark' },
    { token: '', name: 'empty' },
    { token_hash: 'abc', name: 'short hash' },
    { name: 'nothing' },
  ],
  services: { codex: false },
}

const setUp = (file: unknown = FILE, options: { exposed?: (service: string) => boolean } = {}) => {
  const clock = createFakeClock()
  let value = accessDocument.parse(JSON.stringify(file))
  let rejection: Rejection | undefined
  const snapshot = (): Snapshot => ({
    version: 1,
    pool: () => [],
    active: () => undefined,
    get: <T>(document: Document<T>): T => (document.id === 'auth' ? (value as T) : document.empty),
    unusable: () => rejection,
    faults: () => [],
  })
  const access = createAccess({ config: { snapshot }, document: accessDocument, clock, ...options })
  const bearer = (token: string, service = 'claude', address = '127.0.0.1') =>
    access.check({ authorization: `Bearer ${token}` }, service, address)
  return {
    clock,
    access,
    bearer,
    set: (next: unknown) => {
      value = accessDocument.parse(JSON.stringify(next))
    },
    spoil: (reason: string) => {
      rejection = { document: 'auth', file: '/x/auth.json', reason, field: '', line: 1, column: 1 }
    },
  }
}

test('a token in the shape of a gateway’s is what stands before its first dot', () => {
  const { bearer } = setUp({ enabled: true, tokens: [...FILE.tokens, { token: 'clp_by.hand', name: 'with a dot' }] })
  const shape = '.eyJhdWQiOiJjbGF1ZGUtZ2F0ZXdheSJ9.x'
  expect(bearer(`${GOOD}${shape}`)).toEqual({ kind: 'granted', token: 'good' })
  expect(bearer(`${HASHED}${shape}`)).toEqual({ kind: 'granted', token: 'hashed' })
  expect(bearer('clp_by.hand')).toEqual({ kind: 'granted', token: 'with a dot' })
  expect(bearer(`clp_off${shape}`)).toMatchObject({ kind: 'refused' })
  expect(bearer(`${GOOD}x${shape}`)).toMatchObject({ kind: 'refused' })
})

describe('who is let in', () => {
  test.each([
    [GOOD, 'good'],
    [HASHED, 'hashed'],
    ['clp_one', 'one word'],
    ['clp_twice', 'second of two'],
  ])('%s is %s', (token, name) => {
    const { bearer } = setUp()
    expect(bearer(token)).toEqual({ kind: 'granted', token: name })
  })

  test.each([
    ['clp_off', 'disabled'],
    ['clp_late', 'expired'],
    ['clp_odd', 'expired'],
    ['clp_ui', 'not valid for "claude"'],
    ['clp_none', 'not valid for "claude"'],
    [GOOD.slice(0, -1), 'not known'],
    [`${GOOD}x`, 'not known'],
    [GOOD.toLowerCase(), 'not known'],
    ['plain', 'needed'],
    ['', 'needed'],
    ['clp_', 'not known'],
  ])('%s is not: %s', (token, reason) => {
    const { bearer } = setUp()
    expect(bearer(token)).toEqual({ kind: 'refused', reason: expect.stringContaining(reason) })
  })

  test('a hash is not a token', () => {
    const { bearer } = setUp()
    expect(bearer(hashToken(HASHED)).kind).toBe('refused')
    expect(bearer(`clp_${hashToken(HASHED)}`).kind).toBe('refused')
  })

  test('no answer repeats a token', () => {
    const { bearer } = setUp()
    for (const token of ['clp_off', 'clp_late', 'clp_ui', 'clp_unknown_one']) {
      expect(JSON.stringify(bearer(token))).not.toContain(token)
    }
  })

  test('the switches let in as a whole and per service; unnamed services ask', () => {
    const { bearer, access, set } = setUp()
    expect(bearer('', 'codex')).toEqual({ kind: 'open' })
    expect(access.required('codex')).toBe(false)
    expect(access.required('gemini')).toBe(true)
    set({ ...FILE, enabled: false })
    expect(bearer('', 'claude')).toEqual({ kind: 'open' })
    expect(access.required('claude')).toBe(false)
  })

  test('a change of the file counts for the next request', () => {
    const { bearer, set } = setUp()
    expect(bearer(GOOD).kind).toBe('granted')
    set({ ...FILE, tokens: [{ token: GOOD, name: 'good', active: false }] })
    expect(bearer(GOOD).kind).toBe('refused')
  })

  test('a token ends at its time', () => {
    const { bearer, clock } = setUp({
      enabled: true,
      tokens: [{ token: GOOD, name: 'a', expires_at: '2026-01-01T00:00:01Z' }],
    })
    expect(bearer(GOOD).kind).toBe('granted')
    clock.advance(1000)
    expect(bearer(GOOD).kind).toBe('refused')
  })

  test('a file that was never readable lets nobody in and says why', () => {
    const { bearer, access, spoil } = setUp({ enabled: false })
    spoil('auth.json is not JSON (line 3)')
    expect(bearer(GOOD)).toEqual({ kind: 'unusable', reason: 'auth.json is not JSON (line 3)' })
    expect(access.required('claude')).toBe(true)
  })

  test('the example of the original works unchanged', () => {
    const token = 'clp_aBcDeFgHiJkLmNoPqRsTuVwXyZ012345'
    const { bearer } = setUp({
      enabled: true,
      tokens: [
        {
          token,
          name: 'unique name',
          description: '',
          created_at: '2025-01-15T10:30:00.123456',
          expires_at: null,
          active: true,
          services: ['ui', 'claude', 'codex'],
        },
      ],
      services: { ui: true, claude: true, codex: true },
    })
    for (const service of ['ui', 'claude', 'codex']) {
      expect(bearer(token, service)).toEqual({ kind: 'granted', token: 'unique name' })
    }
  })
})

describe('where a token is looked for', () => {
  test.each([
    [{ authorization: 'Bearer clp_a' }, 'clp_a'],
    [{ authorization: 'bearer   clp_a ' }, 'clp_a'],
    [{ authorization: 'clp_a' }, undefined],
    [{ authorization: 'Basic clp_a' }, undefined],
    [{ apiKey: 'clp_b' }, 'clp_b'],
    [{ queryToken: 'clp_c' }, 'clp_c'],
    [{ authorization: 'Bearer sk-1', apiKey: 'clp_b', queryToken: 'clp_c' }, 'clp_b'],
    [{ authorization: 'Bearer clp_a', apiKey: 'clp_b', queryToken: 'clp_c' }, 'clp_a'],
    [{ authorization: 'Bearer -', apiKey: '-', queryToken: 'clp_c' }, 'clp_c'],
    [{}, undefined],
  ])('%j', (shown, expected) => expect(shownToken(shown)).toBe(expected))

  test('a wrong first one is not made good by a later one', () => {
    const { access } = setUp()
    const shown = { authorization: 'Bearer clp_wrong', apiKey: GOOD, queryToken: GOOD }
    expect(access.check(shown, 'claude', '127.0.0.1').kind).toBe('refused')
  })
})

describe('failures', () => {
  const fail = ({ bearer }: ReturnType<typeof setUp>, times: number, address = '127.0.0.1') =>
    Array.from({ length: times }, (_, index) => bearer(`clp_guess${index}`, 'claude', address).kind)

  test('after twenty in a minute an address has to wait, and only it', () => {
    const all = setUp()
    expect(new Set(fail(all, 20))).toEqual(new Set(['refused']))
    expect(all.bearer('clp_again')).toEqual({ kind: 'throttled', retryAfterSeconds: 60 })
    expect(all.bearer('clp_again', 'claude', '10.0.0.1').kind).toBe('refused')
    all.clock.advance(59_001)
    expect(all.bearer('clp_again')).toEqual({ kind: 'throttled', retryAfterSeconds: 1 })
    all.clock.advance(999)
    expect(all.bearer('clp_again').kind).toBe('refused')
  })

  test('waiting is not made longer by asking again', () => {
    const all = setUp()
    fail(all, 20)
    fail(all, 100)
    all.clock.advance(60_000)
    expect(all.bearer('clp_again').kind).toBe('refused')
  })

  test('this machine is one caller, by whichever of its addresses it comes', () => {
    const all = setUp()
    for (let index = 0; index < 20; index += 1) all.bearer(`clp_guess${index}`, 'claude', `127.0.${index}.1`)
    for (const address of ['127.9.9.9', '127.0.0.1', '::1', '::ffff:127.0.0.1']) {
      expect(all.bearer('clp_again', 'claude', address).kind).toBe('throttled')
    }
    expect(all.bearer('clp_again', 'claude', '10.0.0.1').kind).toBe('refused')
  })

  test('while an address waits, a guessable token is no way in; one that nobody can guess still is', () => {
    const all = setUp()
    fail(all, 20)
    expect(all.bearer('clp_one').kind).toBe('throttled')
    expect(all.bearer(GOOD)).toEqual({ kind: 'granted', token: 'good' })
  })

  test('showing nothing is no guess: a page whose sign-in has lapsed locks nobody out', () => {
    const { access, bearer } = setUp()
    for (let index = 0; index < 50; index += 1) expect(access.check({}, 'ui', '127.0.0.1').kind).toBe('refused')
    expect(bearer('clp_x').kind).toBe('refused')
  })

  test('asking who a token belongs to is no way around the limit', () => {
    const { access } = setUp()
    const ask = (token: string) => access.recognise({ queryToken: token }, 'claude', '10.0.0.1')
    expect(ask('clp_one')).toBe('one word')
    for (let index = 0; index < 20; index += 1) expect(ask(`clp_guess${index}`)).toBeUndefined()
    expect(ask('clp_one')).toBeUndefined()
    expect(ask(GOOD)).toBe('good')
  })

  test('the clock of the wall may jump without letting anybody in or out', () => {
    const all = setUp()
    fail(all, 20)
    all.clock.jumpTo(Date.UTC(2027, 0, 1))
    expect(all.bearer('clp_again').kind).toBe('throttled')
  })

  test('remembers a bounded number of addresses, the latest', () => {
    const clock = createFakeClock()
    const throttle = createThrottle({ clock, limit: 1, addresses: 3 })
    for (const address of ['a', 'b', 'c', 'a', 'd']) throttle.failed(address)
    expect(['a', 'b', 'c', 'd'].map((address) => throttle.waitSeconds(address) > 0)).toEqual([true, false, true, true])
  })
})

describe('beyond this machine', () => {
  const exposed = (service: string): boolean => service === 'claude'

  test('a wide listener lets in nobody from elsewhere while access is off', () => {
    const { bearer } = setUp({ enabled: false }, { exposed })
    expect(bearer('', 'claude', '192.168.1.9')).toEqual({
      kind: 'refused',
      reason: expect.stringContaining('clp auth on'),
    })
    expect(bearer('', 'claude', '::ffff:127.0.0.1')).toEqual({ kind: 'open' })
    expect(bearer('', 'codex', '192.168.1.9')).toEqual({ kind: 'open' })
  })

  test('with access on the token decides', () => {
    const { bearer } = setUp(FILE, { exposed })
    expect(bearer(GOOD, 'claude', '192.168.1.9').kind).toBe('granted')
    expect(bearer('clp_x', 'claude', '192.168.1.9').kind).toBe('refused')
  })

  test.each(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])('%s is this machine', (address) => {
    expect(isLoopback(address)).toBe(true)
  })
  test.each(['', '128.0.0.1', '::', '::ffff:10.0.0.1', '127.0.0.1.evil', '127.evil'])('%j is not', (address) => {
    expect(isLoopback(address)).toBe(false)
  })
})

test('tells when a token was last let in, and recognises one without counting', () => {
  const { access, bearer, clock } = setUp()
  expect(access.lastUsedAt('good')).toBeUndefined()
  expect(access.recognise({ apiKey: GOOD }, 'ui')).toBe('good')
  expect(access.recognise({ apiKey: 'clp_off' }, 'ui')).toBeUndefined()
  expect(access.lastUsedAt('good')).toBeUndefined()
  bearer(GOOD)
  expect(access.lastUsedAt('good')).toBe(clock.now())
})
