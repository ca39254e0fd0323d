import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DocumentError } from '../../store/config/document.ts'
import { maskDocument } from '../../store/documents/mask.ts'
import { maskText, unmaskText } from './masking.ts'
import { withMaskedWords, withStoredWords } from './word-masks.ts'

const SECRET = { secret: true }
const PLAIN = { secret: false }
const secret = fc.stringMatching(/^sk-[a-zA-Z0-9]{12,30}$/)
const entries = fc.dictionary(
  fc.stringMatching(/^[a-z]{1,8}$/),
  fc.record({
    base_url: fc.constant('https://x.example'),
    auth_token: fc.option(secret, { nil: undefined }),
    api_key: fc.option(secret, { nil: undefined }),
  }),
  { minKeys: 1, maxKeys: 6 },
)

describe('masks', () => {
  it('hide every secret, and come back as what they hid, byte for byte', () => {
    fc.assert(
      fc.property(entries, fc.constantFrom(0, 2, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        const masked = maskText(SECRET, text)
        for (const entry of Object.values(value)) {
          for (const hidden of [entry.auth_token, entry.api_key]) {
            if (hidden !== undefined) expect(masked).not.toContain(hidden)
          }
        }
        expect(unmaskText(SECRET, masked, text)).toBe(text)
      }),
    )
  })

  it('leave documents without secrets alone', () => {
    const text = '{"rules":[{"token":"abcdefghijklmnop"}]}'
    expect(maskText(PLAIN, text)).toBe(text)
    expect(unmaskText(PLAIN, text, '{}')).toBe(text)
  })

  it('stand for nothing once the balance of an entry leads elsewhere', () => {
    const entry = {
      base_url: 'https://x.example',
      auth_token: 'sk-abcdefghijklmnop',
      balance: { token: 'sk-qrstuvwxyzabcdef' },
    }
    const stored = JSON.stringify({ a: entry })
    const masked = JSON.parse(maskText(SECRET, stored)) as { a: { balance: Record<string, unknown>; base_url: string } }
    expect(unmaskText(SECRET, JSON.stringify(masked), stored)).toBe(stored)
    const elsewhere = { ...masked.a.balance, url: 'https://evil.example/x', path: 'y', sendKey: true }
    for (const changed of [
      { a: { ...masked.a, balance: elsewhere } },
      { a: { ...masked.a, balance: {}, more: { url: 'https://evil.example/x' } } },
      { a: { base_url: 'https://evil.example', balance: masked.a.balance } },
    ]) {
      expect(() => unmaskText(SECRET, JSON.stringify(changed), stored)).toThrow(DocumentError)
    }
  })

  it('hide tokens and their hashes in auth.json, not what tells them apart', () => {
    const text =
      '{"tokens":[{"name":"me","token":"clp_abcdefghijklmnop","token_hash":"0123456789abcdef","token_prefix":"clp_abc"}]}'
    expect(maskText(SECRET, text)).toBe(
      '{"tokens":[{"name":"me","token":"clp_…mnop","token_hash":"0123…cdef","token_prefix":"clp_abc"}]}',
    )
  })

  it.each([
    ['an open string', '{"a":{"auth_token":"sk-abcdefghijklmnop'],
    ['a missing quote', '{"a":{"auth_token":sk-abcdefghijklmnop"}}'],
    ['a comment', '{"a":{/* sk-abcdefghijklmnop */}}'],
    ['two documents', '{"a":{"auth_token":"sk-abcdefghijklmnop"}}{"b":1}'],
    ['no JSON at all', 'key = sk-abcdefghijklmnop'],
  ])('hide secrets in %s', (_, text) => {
    expect(maskText(SECRET, text)).not.toContain('abcdefghijklmnop')
  })

  it('that stand for several secrets are taken at their own place, and refused elsewhere', () => {
    const stored = '{"a":{"api_key":"one"},"b":{"api_key":"two"}}'
    expect(unmaskText(SECRET, maskText(SECRET, stored), stored)).toBe(stored)
    expect(() => unmaskText(SECRET, '{"c":{"api_key":"••••"}}', stored)).toThrow(DocumentError)
  })

  describe('of entries that have the same name', () => {
    const at = (name: string, key: string) => `"${name}":{"base_url":"https://x.example","api_key":"${key}"}`
    const stored = `{${at('a', 'one')},${at('a', 'two')},${at('b', 'three')}}`

    it('stand for each its own', () => {
      expect(unmaskText(SECRET, maskText(SECRET, stored), stored)).toBe(stored)
    })

    it('are refused once one of them is gone', () => {
      expect(() => unmaskText(SECRET, `{${at('a', '••••')},${at('b', '••••')}}`, stored)).toThrow(DocumentError)
    })

    it('are taken where there is no doubt', () => {
      const alike = `{${at('a', 'one')},${at('a', 'one')}}`
      expect(unmaskText(SECRET, `{${at('a', '••••')}}`, alike)).toBe(`{${at('a', 'one')}}`)
      const longer = `{${at('a', 'sk-abcdefghijklmnop')},${at('a', 'sk-zyxwvutsrqponmlk')}}`
      expect(unmaskText(SECRET, `{${at('a', 'sk-z…nmlk')}}`, longer)).toBe(`{${at('a', 'sk-zyxwvutsrqponmlk')}}`)
    })
  })

  it('follow an entry that was given another name', () => {
    const stored = '{"a":{"api_key":"sk-abcdefghijklmnop"}}'
    expect(unmaskText(SECRET, '{"b":{"api_key":"sk-a…mnop"}}', stored)).toBe('{"b":{"api_key":"sk-abcdefghijklmnop"}}')
  })

  it('left by a redaction are never stored as if they were secrets', () => {
    expect(() => unmaskText(SECRET, '{"b":{"api_key":"[redacted]"}}', '{"a":{"api_key":"sk-x"}}')).toThrow(
      'write the secret itself',
    )
  })
})

describe('words of masks', () => {
  const MASK = { secret: true, isWord: maskDocument.isWord ?? (() => false) }
  const stored = JSON.stringify({
    enabled: true,
    values: ['Sirius', 'Acme', 'Project Sirius North'],
    custom: [
      { name: 'Customer', match: 'text', source: 'Globex' },
      { name: 'Number', source: 'KD-[0-9]{5}', match: 'regex' },
    ],
    allow: ['Acme Street'],
  })

  it('are shown by masks that differ, expressions as they are', () => {
    const shown = maskText(MASK, stored)
    for (const word of ['Sirius', 'Acme"', 'Globex']) expect(shown).not.toContain(word)
    expect(shown).toContain('KD-[0-9]{5}')
    expect(new Set(JSON.parse(shown).values).size).toBe(3)
    expect(unmaskText(MASK, shown, stored)).toBe(stored)
  })

  it('stay what they are when others go, come or change places', () => {
    const shown = JSON.parse(maskText(MASK, stored))
    const [first, second, third] = shown.values
    const after = JSON.stringify({ ...shown, values: [third, 'New word', second] })
    expect(JSON.parse(unmaskText(MASK, after, stored)).values).toEqual(['Project Sirius North', 'New word', 'Acme'])
    expect(() => unmaskText(MASK, JSON.stringify({ values: [first] }), '{"values":["Other"]}')).toThrow(DocumentError)
  })

  it('are hidden in a text that is no JSON, wherever they stand', () => {
    const shown = maskText(MASK, '{"values": ["Sirius", "Acme" "x": {"a": "Globex')
    for (const word of ['Sirius', 'Acme', 'Globex']) expect(shown).not.toContain(word)
  })

  it('come back as settings of a form', () => {
    const settings = maskDocument.parse(stored)
    const shown = withMaskedWords(settings)
    expect(JSON.stringify(shown)).not.toMatch(/Sirius|Acme"|Globex/)
    expect(withStoredWords({ ...shown, values: ['More', ...shown.values.slice(1)] }, settings)).toEqual({
      ...settings,
      values: ['More', ...settings.values.slice(1)],
    })
    expect(() => withStoredWords(shown, { ...settings, values: [] })).toThrow('stands for no stored secret')
  })
})
