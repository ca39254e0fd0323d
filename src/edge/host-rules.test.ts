import { describe, expect, test } from 'vitest'
import {
  isHostAllowed,
  isOriginNamed,
  isSameAuthority,
  parseAuthority,
  parseHostRules,
  parseOrigin,
} from './host-rules.ts'

const RULES = parseHostRules(
  'clp.example.org, desk.lan:8443 *.corp.example https://chat.example.org app://obsidian.md/',
  ['MyBox'],
)

const allowed = (host: string): boolean => {
  const authority = parseAuthority(host)
  return authority !== undefined && isHostAllowed(authority, RULES)
}

describe('hosts', () => {
  test.each([
    'localhost:3300',
    'LOCALHOST',
    'localhost.',
    'clp.localhost:1',
    '127.0.0.1:3300',
    '[::1]:3300',
    '192.168.1.5',
    'clp.example.org',
    'CLP.example.org:443',
    'clp.example.org.',
    'desk.lan:8443',
    'desk.lan',
    'a.corp.example',
    'mybox:3300',
  ])('%s is let in', (host) => expect(allowed(host)).toBe(true))

  test.each([
    '',
    'evil.example',
    'evil.example:3300',
    'localhost.evil.example',
    'evillocalhost',
    'clp.example.org.evil.example',
    'xclp.example.org',
    'desk.lan:8444',
    'corp.example',
    '127.0.0.1.evil.example',
    '127.0.0.1:3300/health',
    'localhost/?x',
    'localhost:3300:1',
    'localhost@evil',
    'user@localhost',
    'localhost evil',
    '[::1',
    '[zz]',
    '[127.0.0.1]',
    'chat.example.org',
  ])('%s is not', (host) => expect(allowed(host)).toBe(false))

  test.each(['http//x', 'a b@c', 'exa mple:x', 'x:port', '*'])('refuses to start with CLP_ALLOWED_HOSTS=%s', (text) => {
    expect(() => parseHostRules(text)).toThrow('CLP_ALLOWED_HOSTS')
  })
})

describe('origins', () => {
  test.each([
    'https://clp.example.org',
    'http://clp.example.org',
    'https://clp.example.org:443',
    'https://desk.lan:8443',
    'https://a.corp.example',
    'https://chat.example.org',
    'app://obsidian.md',
  ])('%s is named', (origin) => expect(isOriginNamed(origin, RULES)).toBe(true))

  test.each([
    'null',
    '',
    'https://clp.example.org:8080',
    'https://desk.lan',
    'https://evil.example',
    'http://mybox',
    'http://mybox:3300',
    'http://localhost',
    'file://',
    'http://clp.example.org@evil.example',
    'http://chat.example.org',
    'chrome-extension://clp.example.org',
  ])('%s is not', (origin) => expect(isOriginNamed(origin, RULES)).toBe(false))

  test('a page is the same as its host only with the same port', () => {
    const host = parseAuthority('localhost:3300') ?? { name: '', port: '' }
    expect(isSameAuthority('http://localhost:3300', host)).toBe(true)
    expect(isSameAuthority('http://localhost:8080', host)).toBe(false)
    expect(isSameAuthority('http://localhost', host)).toBe(false)
    expect(isSameAuthority('http://127.0.0.1:3300', host)).toBe(false)
    const proxied = parseAuthority('clp.example.org') ?? host
    expect(isSameAuthority('https://clp.example.org', proxied)).toBe(true)
    expect(isSameAuthority('https://clp.example.org:8443', proxied)).toBe(false)
  })

  test('leaves the standard port of the scheme out, no other', () => {
    expect(parseOrigin('http://a:443')).toEqual({ name: 'a', port: '443' })
    expect(parseOrigin('http://a:80')).toEqual({ name: 'a', port: '' })
  })
})
