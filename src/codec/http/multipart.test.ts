import { describe, expect, it } from 'vitest'
import { finish } from '../work/work.ts'
import { binaryParts, boundaryOf } from './multipart.ts'

describe('boundaryOf', () => {
  it.each([
    ['multipart/form-data; boundary=abc', 'abc'],
    ['Multipart/Mixed; charset=x; Boundary="a b;c"', 'a b;c'],
    ['multipart/form-data', undefined],
    ['application/json; boundary=abc', undefined],
    ['', undefined],
  ])('of %j is %j', (type, boundary) => {
    expect(boundaryOf(type)).toBe(boundary)
  })
})

describe('binaryParts', () => {
  const png = Buffer.from('89504e470d0a1a0a2d2d78', 'hex')
  const part = (head: string, content: Buffer | string): Buffer =>
    Buffer.concat([Buffer.from(`--x\r\n${head}\r\n\r\n`), Buffer.from(content), Buffer.from('\r\n')])
  const disposition = 'Content-Disposition: form-data; name="f"; filename="a"'
  const binaryIn = (...parts: readonly Buffer[]): string[] => {
    const bytes = Buffer.concat([Buffer.from('before\r\n'), ...parts, Buffer.from('--x--\r\n')])
    return finish(binaryParts(bytes, 'x')).map(({ start, end }) => bytes.toString('latin1', start, end))
  }

  it.each([
    ['a picture', `${disposition}\r\nContent-Type: image/png`, 'TOPSECRET', true],
    ['a sound', `content-type:audio/wav\r\n${disposition}`, 'TOPSECRET', true],
    [
      'bytes that are none',
      `${disposition}\r\nContent-Type: application/octet-stream`,
      Buffer.from('ff00aa', 'hex'),
      true,
    ],
    ['a file of text', `${disposition}\r\nContent-Type: application/octet-stream`, '{"a":1}', false],
    ['JSON', `${disposition}\r\nContent-Type: application/json`, '{"a":1}', false],
    ['a field', 'Content-Disposition: form-data; name="purpose"', 'batch', false],
    ['no head at all', '', 'text', false],
  ])('%s', (_title, head, content, binary) => {
    expect(binaryIn(part('A: b', 'first'), part(head, content), part('A: b', 'last'))).toEqual(
      binary ? [Buffer.from(content).toString('latin1')] : [],
    )
  })

  it('takes a delimiter inside a part for one, and a part that does not end to the end', () => {
    expect(binaryIn(part('Content-Type: image/png', png))).toEqual(
      [png.subarray(0, 8).toString('latin1')].map((text) => text),
    )
    const open = Buffer.from('--x\r\nContent-Type: image/png\r\n\r\nabc')
    expect(finish(binaryParts(open, 'x'))).toEqual([{ start: open.length - 3, end: open.length }])
  })
})
