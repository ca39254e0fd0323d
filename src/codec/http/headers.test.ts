import { describe, expect, test } from 'vitest'
import { endToEnd, headersObject, headerValue, withoutHeaders } from './headers.ts'

describe('endToEnd', () => {
  test('drops every hop-by-hop header whatever its case and keeps the rest as it stands', () => {
    const kept = endToEnd([
      'Connection',
      'keep-alive',
      'Keep-Alive',
      'timeout=5',
      'TE',
      'trailers',
      'Transfer-Encoding',
      'chunked',
      'Upgrade',
      'h2c',
      'Proxy-Authorization',
      'Basic x',
      'X-One',
      'a',
      'Set-Cookie',
      'a=1',
      'set-cookie',
      'b=2',
    ])
    expect(kept).toEqual(['X-One', 'a', 'Set-Cookie', 'a=1', 'set-cookie', 'b=2'])
  })

  test('drops headers named in any connection header', () => {
    const kept = endToEnd([
      'connection',
      'close, X-Private',
      'Connection',
      'x-other',
      'x-private',
      '1',
      'X-Other',
      '2',
      'x-kept',
      '3',
    ])
    expect(kept).toEqual(['x-kept', '3'])
  })

  test('never lets connection name the framing away', () => {
    const kept = endToEnd([
      'connection',
      'content-length, content-type',
      'Content-Length',
      '3',
      'content-type',
      'text/plain',
    ])
    expect(kept).toEqual(['Content-Length', '3', 'content-type', 'text/plain'])
  })
})

describe('reading headers', () => {
  test('finds the first value of a name in any case', () => {
    expect(headerValue(['X-A', '1', 'x-a', '2'], 'x-a')).toBe('1')
    expect(headerValue(['X-A', '1'], 'x-b')).toBeUndefined()
  })

  test('does not take a value for a name', () => {
    expect(headerValue(['x-a', 'x-b', 'x-c', '3'], 'x-b')).toBeUndefined()
  })

  test('removes what is asked by lower-case name', () => {
    expect(withoutHeaders(['User-Agent', 'x', 'Accept', '*/*'], (name) => name === 'user-agent')).toEqual([
      'Accept',
      '*/*',
    ])
  })

  test('shows headers as an object with lower-case names', () => {
    expect(headersObject(['X-A', '1', 'x-a', '2', 'B', '3'])).toEqual({ 'x-a': '2', b: '3' })
  })
})
