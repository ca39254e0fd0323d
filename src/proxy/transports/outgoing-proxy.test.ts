import { describe, expect, it } from 'vitest'
import { readOutgoingProxies, withoutUser } from './outgoing-proxy.ts'

const PROXY = { HTTP_PROXY: 'http://proxy:3128', HTTPS_PROXY: 'http://proxy:3129' }

const by = (environment: Readonly<Record<string, string>>, target: string): string =>
  readOutgoingProxies(environment).proxyFor(new URL(target))?.url.href ?? 'directly'

describe('NO_PROXY', () => {
  it.each([
    // Everything, nothing.
    ['*', 'https://api.example.com', true],
    ['a.example, *', 'https://api.example.com', true],
    ['', 'https://api.example.com', false],
    [' , ,', 'https://api.example.com', false],
    // Hosts.
    ['api.example.com', 'https://api.example.com', true],
    ['API.Example.COM', 'https://api.example.com', true],
    ['api.example.com', 'https://API.EXAMPLE.com', true],
    ['api.example.com.', 'https://api.example.com', true],
    ['api.example.com', 'https://api.example.com.', true],
    ['example.com', 'https://api.example.com', false],
    ['example.com', 'https://notexample.com', false],
    ['a.example b.example,c.example', 'https://b.example', true],
    ['a.example\tb.example\nc.example', 'https://c.example', true],
    ['bücher.example', 'https://bücher.example', true],
    ['my_host', 'http://my_host', true],
    // Suffixes.
    ['.example.com', 'https://api.example.com', true],
    ['.example.com', 'https://a.b.example.com', true],
    ['.example.com', 'https://example.com', false],
    ['.example.com', 'https://notexample.com', false],
    ['*.example.com', 'https://api.example.com', true],
    ['*.example.com', 'https://example.com', false],
    ['*example.com', 'https://notexample.com', true],
    ['*.bücher.example', 'https://api.bücher.example', true],
    // Ports.
    ['api.example.com:443', 'https://api.example.com', true],
    ['api.example.com:443', 'https://api.example.com:8443', false],
    ['api.example.com:80', 'http://api.example.com', true],
    ['api.example.com:8443', 'https://api.example.com:8443', true],
    ['.example.com:8443', 'https://api.example.com:8443', true],
    ['.example.com:8443', 'https://api.example.com', false],
    // Addresses.
    ['192.0.2.1', 'https://192.0.2.1', true],
    ['192.0.2.1', 'https://192.0.2.2', false],
    ['192.0.2.1:8443', 'https://192.0.2.1:8443', true],
    ['192.0.2.1:8443', 'https://192.0.2.1', false],
    ['2001:db8::1', 'https://[2001:db8::1]', true],
    ['2001:db8:0:0:0:0:0:1', 'https://[2001:db8::1]', true],
    ['[2001:db8::1]', 'https://[2001:db8::1]', true],
    ['[2001:db8::1]:8443', 'https://[2001:db8::1]:8443', true],
    ['[2001:db8::1]:8443', 'https://[2001:db8::1]', false],
    ['192.0.2.1', 'https://192.0.2.1.example.com', false],
    // Ranges.
    ['10.0.0.0/8', 'https://10.200.3.4', true],
    ['10.0.0.0/8', 'https://11.0.0.1', false],
    ['192.168.4.0/22', 'https://192.168.7.255', true],
    ['192.168.4.0/22', 'https://192.168.8.0', false],
    ['192.0.2.1/32', 'https://192.0.2.1', true],
    ['0.0.0.0/0', 'https://198.51.100.7', true],
    ['0.0.0.0/0', 'https://api.example.com', false],
    ['fd00::/8', 'https://[fd12:3456::1]', true],
    ['fd00::/8', 'https://[fe80::1]', false],
    ['[fd00::]/8', 'https://[fd12:3456::1]', true],
    ['10.0.0.0/8', 'https://[::ffff:10.1.2.3]', true],
    ['10.0.0.0/8', 'https://10.example.com', false],
  ])('%j excepts %s: %s', (list, target, excepted) => {
    const wanted = excepted ? 'directly' : target.startsWith('https:') ? 'http://proxy:3129/' : 'http://proxy:3128/'
    expect(by({ ...PROXY, NO_PROXY: list }, target)).toBe(wanted)
    expect(by({ ...PROXY, no_proxy: list }, target)).toBe(wanted)
  })

  it('names the entries that cannot be read, which except nothing', () => {
    const { unreadable, proxyFor } = readOutgoingProxies({
      ...PROXY,
      NO_PROXY: '10.0.0.0/33, fd00::/129, host/8, http://a.example, a b$c, ok.example, 10.0.0.0/8, .',
    })
    expect(unreadable).toEqual(['10.0.0.0/33', 'fd00::/129', 'host/8', 'http://a.example', 'b$c', '.'])
    expect(proxyFor(new URL('https://10.1.1.1'))).toBeUndefined()
    expect(proxyFor(new URL('https://a.example'))).toBeDefined()
  })
})

it.each([
  'http://localhost:8080',
  'https://LOCALHOST',
  'http://relay.localhost',
  'http://127.0.0.1',
  'http://127.8.9.10:4000',
  'http://2130706433',
  'http://0.0.0.0:4000',
  'http://[::1]:4000',
  'http://[::]:4000',
  'http://[::ffff:127.0.0.1]',
])('%s is this machine, and reached directly whatever the variables say', (target) => {
  expect(by(PROXY, target)).toBe('directly')
  expect(by({ ALL_PROXY: 'socks5://proxy:1080' }, target)).toBe('directly')
})

describe('the proxy', () => {
  it.each([
    [{ HTTP_PROXY: 'http://a:1' }, 'http://x.example', 'http://a:1/'],
    [{ HTTP_PROXY: 'http://a:1' }, 'https://x.example', 'directly'],
    [{ HTTPS_PROXY: 'http://a:1' }, 'https://x.example', 'http://a:1/'],
    [{ HTTPS_PROXY: 'http://a:1' }, 'http://x.example', 'directly'],
    [{ ALL_PROXY: 'http://a:1' }, 'https://x.example', 'http://a:1/'],
    [{ ALL_PROXY: 'http://a:1', HTTPS_PROXY: 'http://b:2' }, 'https://x.example', 'http://b:2/'],
    [{ https_proxy: 'http://a:1', HTTPS_PROXY: 'http://b:2' }, 'https://x.example', 'http://a:1/'],
    [{ https_proxy: ' ', HTTPS_PROXY: 'http://b:2' }, 'https://x.example', 'http://b:2/'],
    [{ HTTPS_PROXY: 'a:3128' }, 'https://x.example', 'http://a:3128/'],
    [{ HTTPS_PROXY: 'me:secret@a:3128' }, 'https://x.example', 'http://me:secret@a:3128/'],
    [{ ALL_PROXY: 'socks5h://a:1080' }, 'https://x.example', 'socks5h://a:1080'],
    [{ HTTPS_PROXY: '' }, 'https://x.example', 'directly'],
  ])('of %j for %s is %s', (environment: Readonly<Record<string, string>>, target, expected) => {
    expect(by(environment, target)).toBe(expected)
  })

  it('is told with the variable that names it', () => {
    const { proxyFor, named } = readOutgoingProxies({ all_proxy: 'socks5://a:1' })
    expect(proxyFor(new URL('https://x.example'))?.variable).toBe('all_proxy')
    expect(named).toBe(true)
    expect(readOutgoingProxies({ NO_PROXY: '*' }).named).toBe(false)
  })

  it.each(['ftp://a:1', 'http://', 'http://a:99999', 'quic://a', 'http://me:secret@a:99999'])(
    'cannot be %s, which is said without what is secret',
    (value) => {
      const reading = () => readOutgoingProxies({ HTTPS_PROXY: value })
      expect(reading).toThrow(/^Cannot use ".*" from HTTPS_PROXY as the address of a proxy: /)
      expect(reading).not.toThrow(/secret/)
    },
  )

  it('is shown without its password, with or without a scheme', () => {
    expect(withoutUser('http://me:p@ss@a:1/')).toBe('http://a:1/')
    expect(withoutUser('me:secret@a:1')).toBe('a:1')
    expect(withoutUser('http://me:p/w@a:1')).toBe('http://a:1')
    expect(withoutUser('http://me:80/w?#@a:1/')).toBe('http://a:1/')
    expect(withoutUser('me:a://b@a:1')).toBe('a:1')
    expect(withoutUser('http://a:1/')).toBe('http://a:1/')
  })
})
