import { describe, expect, it } from 'vitest'
import { joinedUrl, urlFault, urlHint } from './form-checks.ts'

describe('urlFault', () => {
  it.each([
    ['https://api.example.com', undefined],
    ['http://127.0.0.1:8080/prefix/', undefined],
    ['api.example.com', 'url'],
    ['ftp://api.example.com', 'url'],
    ['', 'url'],
    ['https://user:pass@api.example.com', 'urlCredentials'],
    ['https://api.example.com/?key=1', 'urlQuery'],
    ['https://api.example.com/#x', 'urlQuery'],
  ])('%s → %s', (text, expected) => {
    expect(urlFault(text)).toBe(expected)
  })
})

describe('urlHint', () => {
  it('sees a version that would stand twice, and one that is missing', () => {
    expect(urlHint('https://a.example/v1', '/v1/messages')).toBe('twice')
    expect(urlHint('https://a.example', '/v1/messages')).toBeUndefined()
    expect(urlHint('https://a.example', '/responses')).toBe('missing')
    expect(urlHint('https://a.example/v1/', '/responses')).toBeUndefined()
    expect(urlHint('https://a.example/openai', '/responses')).toBeUndefined()
  })
  it('joins without doubling slashes', () => {
    expect(joinedUrl('https://a.example/v1/', '/responses')).toBe('https://a.example/v1/responses')
    expect(joinedUrl('nonsense', '/responses')).toBe('')
  })
})
