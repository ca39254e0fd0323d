import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Body } from '../bytes/body.ts'
import { bytesBetween, readMember, scanTopLevel } from './json-scan.ts'

const cut = (text: string, points: readonly number[]): Body => {
  const bytes = Buffer.from(text, 'utf8')
  const places = [0, ...points.map((point) => point % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return new Body(places.slice(1).map((end, index) => bytes.subarray(places[index], end)))
}

const firstValue = (body: Body, key: string): unknown =>
  scanTopLevel(body, [key]).members.map((member) => readMember(body, member))[0]

describe('scanTopLevel', () => {
  it('finds what JSON.parse finds, for any object, spacing and cut', () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true })
    const spacing = fc.constantFrom(undefined, 1, '\t')
    fc.assert(
      fc.property(object, spacing, fc.array(fc.nat()), (value, space, points) => {
        const keys = Object.keys(value)
        const body = cut(JSON.stringify(value, undefined, space), points)
        const scan = scanTopLevel(body, keys, { all: true })
        expect(scan.complete).toBe(true)
        const found = Object.fromEntries(scan.members.map((member) => [member.key, readMember(body, member)]))
        expect(JSON.stringify(found)).toBe(JSON.stringify(JSON.parse(JSON.stringify(value))))
      }),
    )
  })

  it('never throws and never reaches outside, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.nat(), (bytes, at) => {
        const middle = bytes.length === 0 ? 0 : at % bytes.length
        const body = new Body([Buffer.from('{"a":'), bytes.subarray(0, middle), bytes.subarray(middle)])
        for (const member of scanTopLevel(body, ['a'], { all: true }).members) {
          expect(member.end).toBeLessThanOrEqual(body.size)
          expect(member.start).toBeLessThan(member.end)
        }
      }),
    )
  })

  it('sees every repetition of a key, and stops at the first when not told to', () => {
    const body = Body.from('{"model":"a","x":{"model":"no"},"model":"b"}')
    const all = scanTopLevel(body, ['model'], { all: true })
    expect(all.members.map((member) => readMember(body, member))).toEqual(['a', 'b'])
    expect(all.complete).toBe(true)
    const first = scanTopLevel(body, ['model'])
    expect(first.members).toHaveLength(1)
    expect(first.complete).toBe(false)
  })

  it('reads a key through its escapes', () => {
    expect(firstValue(Body.from('{"mod\\u0065l":"x"}'), 'model')).toBe('x')
  })

  it('is not led astray by quotes and braces inside strings', () => {
    const body = Body.from('{"a":"}\\\\\\"{","b":["]\\"",{"c":"\\\\"}],"model":"m"}')
    expect(firstValue(body, 'model')).toBe('m')
  })

  it.each(['', '[]', '"model"', '{"model"', '{"model":', '{"model":"a', '{"model":"a"', '{"model":"a"}x', '{,}'])(
    'does not call %j complete',
    (text) => {
      expect(scanTopLevel(Body.from(text), ['model'], { all: true }).complete).toBe(false)
    },
  )

  it('accepts an empty object and a byte order mark', () => {
    expect(scanTopLevel(Body.from('{ }'), ['model']).complete).toBe(true)
    expect(firstValue(Body.from('\uFEFF{"model":"m"}'), 'model')).toBe('m')
  })
})

describe('bytesBetween', () => {
  it('joins across chunks and shares inside one', () => {
    const body = new Body([Buffer.from('abc'), Buffer.from(''), Buffer.from('def')])
    expect(bytesBetween(body, 1, 5).toString()).toBe('bcde')
    expect(bytesBetween(body, 4, 6).buffer).toBe(body.chunks[2]?.buffer)
  })
})
