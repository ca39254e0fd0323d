import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  activateUpstream,
  addUpstream,
  disableUpstream,
  enableUpstream,
  pauseUpstream,
  removeUpstream,
  renameUpstream,
  resumeUpstream,
  setUpstream,
} from './upstream-edits.ts'
import { upstreamsDocument } from './upstreams.ts'

const { parse } = upstreamsDocument('claude', 'messages')
const NOW = Date.UTC(2025, 9, 7, 3, 25, 0, 123)
const TEXT = `{
\t"prod":  { "base_url": "https://p/", "weight": 10.0, "note": 1e5, "active": true },
\t"2": {
\t\t"auth_token": "sk-2",
\t\t"base_url": "https://two"
\t},
\t"old": { "base_url": "https://o", "deleted": true, "deleted_at": "2025-01-01T00:00:00Z", "active": false }
}
`

describe('activate', () => {
  test('marks the one and unmarks the others, and nothing else', () => {
    expect(activateUpstream(TEXT, '2')).toBe(
      TEXT.replace('"active": true', '"active": false').replace('"https://two"', '"https://two",\n\t\t"active": true'),
    )
    expect(activateUpstream(TEXT, 'prod')).toBe(TEXT)
  })

  test('unmarks whatever counts as marked', () => {
    const text = '{"a": {"base_url": "https://a", "active": "yes"}, "b": {"base_url": "https://b", "active": 1}}'
    expect(activateUpstream(text, 'a')).toBe(text.replace('"yes"', 'true').replace(': 1}', ': false}'))
  })

  test('refuses one that is disabled, and one that is not there', () => {
    expect(() => activateUpstream(TEXT, 'old')).toThrow(expect.objectContaining({ kind: 'disabled' }))
    expect(() => activateUpstream(TEXT, 'new')).toThrow('There is no upstream named "new"')
  })
})

describe('disable and enable', () => {
  test('mark with the time in whole seconds, and take the marks out again', () => {
    const gone = disableUpstream(TEXT, 'prod', NOW)
    expect(gone).toBe(
      TEXT.replace('"active": true', '"active": false, "deleted": true, "deleted_at": "2025-10-07T03:25:00Z"'),
    )
    expect(parse(gone).find(({ active }) => active)?.name).toBe('2')
    expect(enableUpstream(gone, 'prod')).toBe(TEXT.replace('"active": true', '"active": false'))
  })

  test('leave the text when it is so already', () => {
    expect(disableUpstream(TEXT, 'old', NOW)).toBe(TEXT)
    expect(enableUpstream(TEXT, 'prod')).toBe(TEXT)
  })
})

describe('add', () => {
  test('writes only what was said', () => {
    const text = addUpstream('', { name: 'a', baseUrl: ' https://a ', apiKey: 'k', weight: 2.5 })
    expect(JSON.parse(text)).toEqual({ a: { base_url: 'https://a', api_key: 'k', weight: 2.5 } })
    expect(addUpstream(TEXT, { name: 'z', baseUrl: 'https://z' }).startsWith(TEXT.trimEnd().slice(0, -2))).toBe(true)
  })

  test.each([
    ['prod', 'taken'],
    ['', 'invalid'],
    [' a', 'invalid'],
    ['a\nb', 'invalid'],
    ['__proto__', 'invalid'],
    ['x'.repeat(201), 'invalid'],
  ])('refuses the name %j', (name, kind) => {
    expect(() => addUpstream(TEXT, { name, baseUrl: 'https://a' })).toThrow(expect.objectContaining({ kind }))
    expect(() => renameUpstream(TEXT, '2', name)).toThrow(expect.objectContaining({ kind }))
  })

  test('refuses an address that cannot be one', () => {
    expect(() => addUpstream(TEXT, { name: 'a', baseUrl: 'a.example' })).toThrow(
      'Cannot use this base address: it must begin with http:// or https://',
    )
  })
})

test('set changes the fields given and takes out those that are null', () => {
  const changed = setUpstream(TEXT, '2', { authToken: null, apiKey: 'k', weight: 3 })
  expect(JSON.parse(changed)['2']).toEqual({ base_url: 'https://two', api_key: 'k', weight: 3 })
  expect(setUpstream(TEXT, 'prod', { weight: 10 })).toBe(TEXT)
  expect(setUpstream(TEXT, 'prod', { weight: 11 })).toBe(TEXT.replace('10.0', '11'))
})

test('a bad entry can be mended or removed by the acts on it', () => {
  const bad = '{"a": {"base_url": 5}, "b": 7, "c": {"base_url": "https://c"}}'
  expect(() => parse(bad)).toThrow()
  expect(parse(removeUpstream(setUpstream(bad, 'a', { baseUrl: 'https://a' }), 'b'))).toHaveLength(2)
})

test('rename keeps place and content', () => {
  expect(renameUpstream(TEXT, '2', 'ü')).toBe(TEXT.replace('"2":', '"ü":'))
  expect(renameUpstream(TEXT, '2', '2')).toBe(TEXT)
  expect(() => renameUpstream(TEXT, 'gone', 'a')).toThrow(expect.objectContaining({ kind: 'unknown' }))
})

test('pause and resume', () => {
  const paused = pauseUpstream(TEXT, 'prod', NOW)
  expect(parse(paused)[0]?.pausedUntil).toBe(NOW)
  expect(resumeUpstream(paused, 'prod')).toBe(TEXT)
})

test('no act touches a text that is not strict JSON', () => {
  for (const text of ['{"a": {"base_url": "https://a"},}', '[]', '{ // note\n}']) {
    expect(() => addUpstream(text, { name: 'b', baseUrl: 'https://b' })).toThrow('Cannot read the present upstreams')
  }
})

test('any row of acts leaves a text that is good, with at most one entry marked active, and strange keys where they were', () => {
  const names = fc.constantFrom('a', 'b', '3', 'toString')
  const act = fc.oneof(
    names.map((name) => (text: string) => addUpstream(text, { name, baseUrl: 'https://x', weight: 1 })),
    names.map((name) => (text: string) => activateUpstream(text, name)),
    names.map((name) => (text: string) => disableUpstream(text, name, NOW)),
    names.map((name) => (text: string) => enableUpstream(text, name)),
    names.map((name) => (text: string) => pauseUpstream(text, name, NOW)),
    names.map((name) => (text: string) => setUpstream(text, name, { authToken: 't', weight: 4 })),
    names.map((name) => (text: string) => removeUpstream(text, name)),
    fc.tuple(names, names).map(
      ([from, to]) =>
        (text: string) =>
          renameUpstream(text, from, to),
    ),
  )
  const keep = '"keep":   {"base_url":"https://k", "odd": 1.0e+2 }'
  fc.assert(
    fc.property(fc.array(act, { maxLength: 12 }), fc.constantFrom('\n', '\r\n'), (acts, eol) => {
      let text = `{${eol}    ${keep}${eol}}${eol}`
      for (const apply of acts) {
        try {
          text = apply(text)
        } catch (error) {
          expect(error).toHaveProperty('kind')
        }
      }
      expect(parse(text).filter(({ active }) => active)).toHaveLength(1)
      expect(
        Object.values(JSON.parse(text)).filter((entry) => (entry as { active?: unknown }).active === true).length,
      ).toBeLessThan(2)
      expect(text.replace(/, "active": false/, '')).toContain('"odd": 1.0e+2')
      if (eol === '\r\n') expect(text.replaceAll('\r\n', '')).not.toContain('\n')
    }),
  )
})
