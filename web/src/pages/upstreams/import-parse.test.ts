import { describe, expect, it } from 'vitest'
import { parseImport } from './import-parse.ts'

describe('parseImport', () => {
  it('reads the document of the original', () => {
    const text = JSON.stringify({
      prod: { base_url: 'https://a.example', auth_token: 'sk-1', weight: 10, active: true, redirects: 'pass' },
      spare: { base_url: 'https://b.example', auth_token: '', api_key: 'k', protocol: 'Chat' },
      broken: { auth_token: 'x' },
    })
    expect(parseImport(text, ['prod'])).toEqual([
      { name: 'prod-2', baseUrl: 'https://a.example', authToken: 'sk-1', weight: 10, redirects: 'pass' },
      { name: 'spare', baseUrl: 'https://b.example', apiKey: 'k', protocol: 'chat' },
    ])
  })

  it('reads environment lines of several shells', () => {
    const text =
      'export ANTHROPIC_BASE_URL="https://a.example/x"\nANTHROPIC_AUTH_TOKEN=sk-1\n$env:OPENAI_BASE_URL=\'https://b.example\';'
    expect(parseImport(text, [])).toEqual([
      { name: 'a.example', baseUrl: 'https://a.example/x', authToken: 'sk-1' },
      { name: 'b.example', baseUrl: 'https://b.example' },
    ])
  })

  it("reads a client's settings file", () => {
    const text = JSON.stringify({ env: { ANTHROPIC_BASE_URL: 'https://a.example', ANTHROPIC_AUTH_TOKEN: '-' } })
    expect(parseImport(text, [])).toEqual([{ name: 'a.example', baseUrl: 'https://a.example' }])
  })

  it('does not take a mask for a secret', () => {
    expect(parseImport('{"a":{"base_url":"https://a.example","auth_token":"sk-a…4f2c"}}', [])).toEqual([
      { name: 'a', baseUrl: 'https://a.example' },
    ])
  })

  it('finds nothing in other texts', () => {
    expect(parseImport('hello', [])).toEqual([])
    expect(parseImport('{"a":1}', [])).toEqual([])
    expect(parseImport('', [])).toEqual([])
  })
})
