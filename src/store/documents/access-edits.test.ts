import { describe, expect, test } from 'vitest'
import { hashToken } from '../../codec/text/token.ts'
import { accessSchema } from '../../contract/settings.ts'
import {
  addToken,
  createToken,
  patchToken,
  removeToken,
  setTokenActive,
  switchAccess,
  switchService,
} from './access-edits.ts'

const ODD = `{
    "enabled":   false,   "note": 1.0,
    "tokens": [
        { "token": "clp_first",   "name": "first", "x": 1.50 },
        { "token": "clp_second", "name": "second" }
    ],
    "services": { "ui": true,  "claude": true, "codex": true }
}
`
const { token, entry } = createToken({ name: 'laptop', now: Date.UTC(2026, 0, 2), services: ['ui', 'claude'] })

describe('createToken', () => {
  test('keeps the hash and a short prefix, never the token', () => {
    expect(JSON.stringify(entry)).not.toContain(token)
    expect(entry.token_hash).toBe(hashToken(token))
    expect(entry.token_prefix).toBe(token.slice(0, 10))
    expect(entry).toMatchObject({ name: 'laptop', active: true, expires_at: null, services: ['ui', 'claude'] })
    expect(entry.created_at).toBe('2026-01-02T00:00:00.000Z')
  })

  test('names no services unless asked, so that services added later are included', () => {
    expect(createToken({ name: 'all', now: 0 }).entry).not.toHaveProperty('services')
  })
})

describe('edits', () => {
  test('change one switch and leave every other byte', () => {
    expect(switchAccess(ODD, true)).toBe(ODD.replace('"enabled":   false', '"enabled":   true'))
    expect(switchService(ODD, 'claude', false)).toBe(ODD.replace('"claude": true', '"claude": false'))
    expect(setTokenActive(ODD, 'second', false)).toContain('"token": "clp_first",   "name": "first", "x": 1.50 }')
    expect(JSON.parse(setTokenActive(ODD, 'second', false)).tokens[1].active).toBe(false)
  })

  test('add a token behind the present ones, which stay as they are written', () => {
    const changed = addToken(ODD, entry)
    expect(changed.startsWith(ODD.slice(0, ODD.indexOf('\n    ],')))).toBe(true)
    expect(accessSchema.parse(JSON.parse(changed)).tokens.map(({ name }) => name)).toEqual([
      'first',
      'second',
      'laptop',
    ])
  })

  test.each([0, 1, 2])('adding and removing a token leaves what was there (place %i)', (place) => {
    const three = addToken(ODD, entry)
    const name = ['first', 'second', 'laptop'][place] ?? ''
    const left = JSON.parse(removeToken(three, name))
    const expected = JSON.parse(three)
    expected.tokens.splice(place, 1)
    expect(left).toEqual(expected)
  })

  test('begin with nothing at all', () => {
    for (const text of ['', '  \n', '{}', '{"tokens": []}', '{"tokens": null}']) {
      expect(JSON.parse(addToken(text, entry)).tokens).toEqual([entry])
    }
    expect(JSON.parse(switchAccess('', true))).toEqual({ enabled: true })
    expect(JSON.parse(switchService('{}', 'ui', false))).toEqual({ services: { ui: false } })
  })

  test('remove the only token', () => {
    expect(JSON.parse(removeToken(addToken('{}', entry), 'laptop')).tokens).toEqual([])
  })

  test('reach every entry of a name, so that a removed token does not live on in a second one', () => {
    const twice = JSON.stringify({
      tokens: [
        { token: 'clp_1', name: 'a' },
        { token: 'clp_2', name: 'b' },
        { token: 'clp_3', name: 'a' },
      ],
    })
    expect(JSON.parse(removeToken(twice, 'a')).tokens).toEqual([{ token: 'clp_2', name: 'b' }])
    expect(JSON.parse(setTokenActive(twice, 'a', false)).tokens.map((one: { active?: boolean }) => one.active)).toEqual(
      [false, undefined, false],
    )
  })

  test('rename and describe', () => {
    const changed = JSON.parse(
      patchToken(ODD, 'first', { name: 'desk', description: 'Büro', expires_at: '2030-01-01' }),
    )
    expect(changed.tokens[0]).toEqual({
      token: 'clp_first',
      name: 'desk',
      x: 1.5,
      description: 'Büro',
      expires_at: '2030-01-01',
    })
  })

  test('keep CRLF line ends', () => {
    const changed = addToken(ODD.replaceAll('\n', '\r\n'), entry)
    expect(changed.replaceAll('\r\n', '')).not.toContain('\n')
  })

  test('keep a byte order mark', () => {
    expect(switchAccess(`\uFEFF${ODD}`, true)).toBe(`\uFEFF${switchAccess(ODD, true)}`)
  })

  test('refuse unknown and taken names', () => {
    expect(() => removeToken(ODD, 'third')).toThrow('There is no token named "third"')
    expect(() => setTokenActive(ODD, 'third', true)).toThrow('There is no token named "third"')
    expect(() => addToken(ODD, { ...entry, name: 'first' })).toThrow('There is already a token named "first"')
    expect(() => patchToken(ODD, 'first', { name: 'second' })).toThrow('There is already a token named "second"')
  })

  test.each(['[]', '"x"', '{', '{"tokens": [}', '{} trailing'])('refuse a text that cannot be read: %s', (text) => {
    expect(() => switchAccess(text, true)).toThrow('Cannot read "auth.json"')
    expect(() => addToken(text, entry)).toThrow('Cannot read "auth.json"')
  })
})
