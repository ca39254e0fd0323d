import { describe, expect, test } from 'vitest'
import { refusedHead } from './request-head.ts'

const head = (rawHeaders: string[], url = '/', httpVersion = '1.1') => refusedHead({ rawHeaders, url, httpVersion })

describe('refusedHead', () => {
  test('takes ordinary requests', () => {
    expect(head(['Host', 'a', 'Transfer-Encoding', 'Chunked'])).toBeUndefined()
    expect(head(['Host', 'a'], 'http://A/x?y')).toBeUndefined()
    expect(head(['Host', 'a'], '/http://b/')).toBeUndefined()
    expect(head([], '/', '1.0')).toBeUndefined()
    expect(head(['Host', 'a', ...Array(398).fill('x')])).toBeUndefined()
    expect(head([], '/', '1.0')).toBeUndefined()
  })

  test.each([
    ['two hosts', head(['Host', 'a', 'host', 'a'])],
    ['another transfer coding', head(['Host', 'a', 'Transfer-Encoding', 'gzip, chunked'])],
    ['two transfer codings', head(['Host', 'a', 'Transfer-Encoding', 'chunked', 'Transfer-Encoding', 'gzip'])],
    ['chunks in HTTP/1.0', head(['Host', 'a', 'Transfer-Encoding', 'chunked'], '/', '1.0')],
    ['no host', head([])],
    ['no version', head([], '/', '0.9')],
    ['a version that is not spoken', head(['Host', 'a'], '/', '2.0')],
    ['a target of another host', head(['Host', 'a'], 'http://b/')],
    ['a target with a host and no header', head([], 'http://b/', '1.0')],
  ])('refuses %s', (_, status) => expect(status).toBe(400))

  test('refuses more headers than anybody needs', () => expect(head(Array(402).fill('x'))).toBe(431))
})
