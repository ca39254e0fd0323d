import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { climbs } from './climbing-path.ts'

const hexOf = (text: string): string => Buffer.from(text).toString('hex').replaceAll(/../g, '%$&')

describe('climbs', () => {
  it.each([
    ...[
      '/a/../b',
      '/a/..',
      '/a/..\\b',
      '/a/%2e%2e/b',
      '/a/.%2E/b',
      '/a/..%2fb',
      '/a/..%5cb',
      '/a/..;x=1/b',
      '/a/..%3bx/b',
    ],
    ...['/%252e%252e/b', '/%25%32%65%25%32%65/b', '/%%32%65%%32%65/b', '/%25252525252e%25252525252e/b'],
    ...['/%c0%ae%c0%ae/b', '/..%c0%afb', '/%e0%80%ae%e0%80%ae/b', '/%u002e%u002e/b', '/..%c1%9cb'],
    ...['/.%09./b', '/..%20/b', '/.%250a./b', '/..%23/b', '/..%3f/b'],
  ])('sees that %s does', (path) => {
    expect(climbs(path)).toBe(true)
  })

  it.each([
    ...[
      '/v1/messages',
      '/',
      '/v1/models/gemini-1.5-pro:generate',
      '/a/.../b',
      '/a/..b/c',
      '/a/b../c',
      '/a/./b',
      '/a%20b',
    ],
    ...['/100%', '/%zz/..%', '/files/%E5%AF%86.txt', '/a%2Fb', '/%2525'],
  ])('sees that %s does not', (path) => {
    expect(climbs(path)).toBe(false)
  })

  it('sees it in every mixture of encodings, nested as they may be', () => {
    const spelled = (text: string) =>
      fc.array(fc.nat(), { maxLength: 6 }).map((turns) => {
        let written = text
        for (const turn of turns) {
          const at = turn % written.length
          written = written.slice(0, at) + hexOf(written[at] ?? '') + written.slice(at + 1)
        }
        return written
      })
    const path = fc.tuple(spelled('.'), spelled('.'), fc.constantFrom('/', '\\').chain(spelled))
    fc.assert(
      fc.property(path, ([one, two, slash]) => {
        expect(climbs(`/a${slash}${one}${two}${slash}b`)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it('takes a path that is encoded without an end for one that does', () => {
    expect(climbs(`/%${'25'.repeat(3000)}61`)).toBe(true)
  })
})
