import { describe, expect, test } from 'vitest'
import type { RawHeaders } from '../contract/exchange.ts'
import { parseHostRules } from './host-rules.ts'
import { decideOrigin, decideUiOrigin, type OriginDecision } from './origin.ts'

const rules = parseHostRules('clp.example.org app://notes')
/** A port that asks for a token. */
const context = { rules, uiPort: 3300, tokenNeeded: true }

const verdict = (decision: OriginDecision): string => {
  switch (decision.kind) {
    case 'pass':
      return 'pass'
    case 'refuse':
      return decision.problem.code
    case 'preflight':
      return `preflight ${decision.reply.status}`
  }
}

const proxy = (method: string, ...headers: RawHeaders): string =>
  verdict(decideOrigin(method, ['Host', '127.0.0.1:3210', ...headers], context))
const ui = (method: string, host: string, ...headers: RawHeaders): string =>
  verdict(decideUiOrigin(method, ['Host', host, ...headers], rules))

describe('a proxy port', () => {
  test('lets programs through whatever host they name, where a token is asked for', () => {
    expect(verdict(decideOrigin('POST', ['Host', 'clp', 'sec-fetch-mode', 'cors'], context))).toBe('pass')
    expect(verdict(decideOrigin('GET', [], context))).toBe('pass')
  })

  test.each(['GET', 'HEAD', 'POST', 'DELETE'])(
    'without a token answers %s only under names that are ours',
    (method) => {
      const open = (...headers: RawHeaders): string =>
        verdict(decideOrigin(method, headers, { ...context, tokenNeeded: false }))
      for (const host of [
        'evil.example',
        'evil.example:3210',
        '127.0.0.1.evil.example',
        'localhost.evil.example',
        'clp',
        '',
      ]) {
        expect(open('Host', host)).toBe('host-not-allowed')
      }
      for (const host of [
        'localhost',
        '127.0.0.1:3210',
        '[::1]:3210',
        'clp.example.org',
        '[::ffff:127.0.0.1]',
        '127.1',
      ]) {
        expect(open('Host', host)).toBe('pass')
      }
      // HTTP/1.0, which no browser speaks.
      expect(open()).toBe('pass')
    },
  )

  test.each([
    'https://evil.example/page',
    'http://127.0.0.1:8080/',
    'http://localhost/',
    'HTTPS://EVIL.EXAMPLE',
    'http://localhost:3300.evil.example/',
    'http://user@evil.example/',
  ])('refuses what the page at %s had fetched, told by the referer alone', (referer) => {
    expect(proxy('GET', 'Referer', referer)).toBe('origin-not-allowed')
    expect(proxy('HEAD', 'Referer', referer)).toBe('origin-not-allowed')
  })

  test.each([
    'http://127.0.0.1:3210/x',
    'http://localhost:3300/',
    'https://clp.example.org/a',
    'about:blank',
    'my-program',
    '',
  ])('takes no offence at the referer %j', (referer) => {
    expect(proxy('GET', 'Referer', referer)).toBe('pass')
  })

  test.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('refuses foreign pages for %s', (method) => {
    for (const origin of [
      'https://evil.example',
      'http://localhost:8080',
      'http://localhost',
      'https://localhost:3300',
      'http://127.0.0.1:3210',
      'http://127.0.0.1:33000',
      'null',
      '',
      'file://',
      'http://localhost:3300.evil.example',
    ]) {
      expect(proxy(method, 'Origin', origin)).toBe('origin-not-allowed')
    }
  })

  test.each([
    'http://localhost:3300',
    'http://127.0.0.1:3300',
    'http://[::1]:3300',
    'https://clp.example.org',
    'app://notes',
  ])('lets %s read answers', (origin) => {
    const decision = decideOrigin('POST', ['Host', 'localhost:3210', 'origin', origin], context)
    expect(decision).toEqual({
      kind: 'pass',
      headers: ['access-control-allow-origin', origin, 'access-control-allow-credentials', 'true', 'vary', 'Origin'],
    })
  })

  test('answers preflights as the original does', () => {
    const asked = ['access-control-request-method', 'POST', 'access-control-request-headers', 'x-api-key']
    expect(proxy('OPTIONS', 'origin', 'https://evil.example', ...asked)).toBe('preflight 400')
    const decision = decideOrigin(
      'OPTIONS',
      ['host', 'localhost', 'origin', 'http://localhost:3300', ...asked],
      context,
    )
    expect(verdict(decision)).toBe('preflight 200')
    expect(decision.kind === 'preflight' && decision.reply.headers).toEqual(
      expect.arrayContaining(['access-control-allow-headers', 'x-api-key', 'access-control-allow-methods']),
    )
  })

  test('refuses a rebound name in every form a browser sends it', () => {
    const rebound = (...headers: RawHeaders): string =>
      verdict(decideOrigin('GET', ['Host', 'evil.example:3210', ...headers], context))
    expect(rebound('sec-fetch-site', 'same-origin')).toBe('host-not-allowed')
    expect(rebound('origin', 'http://evil.example:3210')).toBe('origin-not-allowed')
    expect(rebound('origin', 'http://localhost:3300')).toBe('host-not-allowed')
  })

  test.each(['cross-site', 'same-site'])('refuses what a %s page embeds or links to', (site) => {
    const fetch = (mode: string, dest: string): readonly string[] => [
      'sec-fetch-site',
      site,
      'sec-fetch-mode',
      mode,
      'sec-fetch-dest',
      dest,
    ]
    expect(proxy('GET', ...fetch('no-cors', 'image'))).toBe('origin-not-allowed')
    expect(proxy('GET', ...fetch('navigate', 'iframe'))).toBe('origin-not-allowed')
    expect(proxy('POST', ...fetch('navigate', 'document'))).toBe('origin-not-allowed')
    expect(proxy('GET', 'sec-fetch-site', site)).toBe('origin-not-allowed')
    expect(proxy('GET', ...fetch('navigate', 'document'))).toBe('origin-not-allowed')
  })

  test('does not repeat what the other side wrote without cleaning it', () => {
    const decision = decideOrigin('GET', ['origin', `http://a"\u0007${'x'.repeat(500)}`], context)
    expect(decision.kind === 'refuse' && decision.problem.message).toMatch(/^[\x20-\x7e]{1,260}$/)
  })
})

describe('the UI port', () => {
  test.each(['localhost:3300', '127.0.0.1:3300', '[::1]:3300', '10.0.0.5:3300', 'clp.example.org'])(
    'answers as %s',
    (host) => {
      expect(ui('GET', host)).toBe('pass')
      expect(ui('POST', host, 'origin', `http://${host}`)).toBe('pass')
    },
  )

  test.each(['evil.example', 'evil.example:3300', '', 'localhost/../', 'localhost:3300/x?'])(
    'does not answer as %j',
    (host) => {
      expect(ui('GET', host)).toBe('host-not-allowed')
      expect(ui('POST', host, 'origin', `http://${host}`)).toBe('host-not-allowed')
    },
  )

  test('answers HTTP/1.0 without a host, which no browser speaks, but no page that way', () => {
    expect(verdict(decideUiOrigin('GET', [], rules))).toBe('pass')
    expect(verdict(decideUiOrigin('GET', ['origin', 'http://localhost:3300'], rules))).toBe('origin-not-allowed')
  })

  test.each(['https://evil.example', 'http://localhost:8080', 'http://127.0.0.1:3300', 'null', 'app://notes'])(
    'refuses the page %s',
    (origin) => expect(ui('POST', 'localhost:3300', 'origin', origin)).toBe('origin-not-allowed'),
  )

  test('lets its own page through a reverse proxy that hides the port', () => {
    expect(ui('POST', '127.0.0.1:3300', 'origin', 'https://clp.example.org')).toBe('pass')
    expect(ui('POST', '127.0.0.1:3300', 'origin', 'https://clp.example.org:444')).toBe('origin-not-allowed')
  })

  test('refuses to be embedded, and opens from a link', () => {
    expect(ui('GET', 'localhost:3300', 'sec-fetch-site', 'cross-site', 'sec-fetch-mode', 'no-cors')).toBe(
      'origin-not-allowed',
    )
    const link = ['sec-fetch-site', 'cross-site', 'sec-fetch-mode', 'navigate', 'sec-fetch-dest', 'document']
    expect(ui('GET', 'localhost:3300', ...link)).toBe('pass')
    expect(ui('GET', 'localhost:3300', 'sec-fetch-site', 'same-origin')).toBe('pass')
    expect(ui('GET', 'localhost:3300', 'sec-fetch-site', 'none')).toBe('pass')
  })
})
