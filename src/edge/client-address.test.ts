import { describe, expect, test } from 'vitest'
import { clientAddress, isSecureClient, parseTrustedProxies } from './client-address.ts'

const trusted = parseTrustedProxies('10.0.0.0/8, 192.168.1.5 fd00::/8 loopback')
const address = (peer: string, ...values: readonly string[]): string =>
  clientAddress(
    peer,
    values.flatMap((value) => ['X-Forwarded-For', value]),
    trusted,
  )

describe('clientAddress', () => {
  test.each([
    ['203.0.113.9', ['1.1.1.1'], '203.0.113.9'],
    ['::ffff:203.0.113.9', [], '203.0.113.9'],
    ['10.1.2.3', ['1.1.1.1'], '1.1.1.1'],
    ['::ffff:10.1.2.3', ['1.1.1.1'], '1.1.1.1'],
    ['127.0.0.1', ['6.6.6.6, 1.1.1.1'], '1.1.1.1'],
    ['127.0.0.1', ['6.6.6.6, 1.1.1.1, 10.0.0.1'], '1.1.1.1'],
    ['127.0.0.1', ['6.6.6.6', '1.1.1.1'], '1.1.1.1'],
    ['127.0.0.1', ['10.0.0.1, 10.0.0.2'], '10.0.0.1'],
    ['127.0.0.1', [], '127.0.0.1'],
    ['127.0.0.1', ['1.1.1.1, unknown'], '127.0.0.1'],
    ['127.0.0.1', ['1.1.1.1:5000'], '1.1.1.1'],
    ['::1', ['[2001:db8::1]:80'], '2001:db8::1'],
    ['fd00::9', ['2001:db8::1'], '2001:db8::1'],
    ['', ['1.1.1.1'], ''],
  ])('peer %s with %j is %s', (peer, values, expected) => expect(address(peer, ...values)).toBe(expected))
})

test('nobody is trusted unless named', () => {
  expect(clientAddress('127.0.0.1', ['x-forwarded-for', '1.1.1.1'], parseTrustedProxies(''))).toBe('127.0.0.1')
})

test.each(['proxy.lan', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/8/8', 'fd00::/129', '10.0.0.0/', '*'])(
  'refuses to start with CLP_TRUSTED_PROXIES=%s',
  (text) => expect(() => parseTrustedProxies(text)).toThrow('CLP_TRUSTED_PROXIES'),
)

test.each([
  ['10.1.2.3', 'https', true],
  ['::ffff:10.1.2.3', 'HTTPS', true],
  ['10.1.2.3', 'http', false],
  ['10.1.2.3', 'https,http', false],
  ['10.1.2.3', '', false],
  ['203.0.113.9', 'https', false],
])('from %s with x-forwarded-proto %j the client is secure: %s', (peer, scheme, secure) => {
  expect(isSecureClient(peer, ['X-Forwarded-Proto', scheme], trusted)).toBe(secure)
})
