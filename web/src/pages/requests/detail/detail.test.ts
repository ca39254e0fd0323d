import { describe, expect, it } from 'vitest'
import { shellQuote, toCurl } from './curl.ts'
import { headerDiff } from './headers.ts'

describe('headerDiff', () => {
  it('tells added, removed, changed and equal headers, without regard to case', () => {
    expect(
      headerDiff(['Host', 'a', 'X-Real-IP', '1', 'Accept', '*/*'], ['host', 'b', 'accept', '*/*', 'x-api-key', 'k']),
    ).toEqual([
      { name: 'accept', value: '*/*', change: 'same' },
      { name: 'host', value: 'b', change: 'changed', before: 'a' },
      { name: 'x-api-key', value: 'k', change: 'added' },
      { name: 'x-real-ip', value: '1', change: 'removed' },
    ])
  })
})

describe('toCurl', () => {
  it('leaves credentials out and quotes everything for the shell', () => {
    const text = toCurl({
      method: 'POST',
      url: 'http://127.0.0.1:3210/v1/messages?a=b&c=d',
      headers: [
        'Authorization',
        '[redacted]',
        'x-api-key',
        '[redacted]',
        'content-type',
        'application/json',
        'cookie',
        's=1',
      ],
      body: `{"text":"it's $HOME"}`,
    })
    expect(text).toContain('"authorization: Bearer $TOKEN"')
    expect(text).not.toContain('redacted')
    expect(text).not.toContain('s=1')
    expect(text).toContain(`'{"text":"it'\\''s $HOME"}'`)
    expect(text).toContain(`'http://127.0.0.1:3210/v1/messages?a=b&c=d'`)
  })

  it('names a file where the body is not whole', () => {
    expect(toCurl({ method: 'POST', url: 'u', headers: [], body: undefined })).toContain('@body.json')
  })

  it('quotes a quote', () => {
    expect(shellQuote("a'b")).toBe(`'a'\\''b'`)
  })
})
