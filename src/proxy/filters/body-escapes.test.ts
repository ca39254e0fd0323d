import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { body as filter } from './body.ts'
import { inbound, throughFilters } from './filters.suite.ts'

const textOf = async (rules: unknown, body: string): Promise<string> => {
  const values = { filter: filter.document.parse(JSON.stringify(rules)) }
  return (await throughFilters(inbound({ body, values }))).body.joined().toString()
}

describe('whichever characters are escaped', () => {
  const hex = (text: string, upper: boolean): string =>
    Array.from({ length: text.length }, (_, unit) => {
      const digits = text.charCodeAt(unit).toString(16).padStart(4, '0')
      return `\\u${upper ? digits.toUpperCase() : digits}`
    }).join('')
  /** The same JSON, some characters of its strings written as escapes. */
  const respelled = (json: string, which: readonly number[]): string => {
    let count = 0
    return json.replace(/"(?:[^"\\]|\\.)*"/g, (quoted) => {
      const inner = Array.from(JSON.parse(quoted) as string, (character) => {
        count += 1
        const how = which[count % Math.max(1, which.length)] ?? 0
        if (how === 0) return JSON.stringify(character).slice(1, -1)
        return character === '/' && how === 1 ? '\\/' : hex(character, how === 2)
      })
      return `"${inner.join('')}"`
    })
  }
  const word = (units: readonly string[]) =>
    fc.array(fc.constantFrom(...units), { minLength: 1, maxLength: 5 }).map((list) => list.join(''))
  const units = ['T', 'O', 'k', 'é', '密', '😀', '/', ' ']
  const values = fc.array(fc.oneof(word(units), fc.record({ a: word(units), T: word(units) })), { maxLength: 6 })
  const changed = (value: unknown, source: string, target: string): unknown =>
    JSON.parse(JSON.stringify(value), (_, one) =>
      typeof one === 'string' ? one.replaceAll(source, () => target) : one,
    )

  it.each([
    ['text', { match: 'text' }],
    ['an expression in strings', { match: 'regex', in: 'strings' }],
  ])('%s finds what a string says, and changes nothing else', async (_title, how) => {
    await fc.assert(
      fc.asyncProperty(
        values,
        word(units),
        fc.constantFrom('', 'x', '"\\\n'),
        fc.array(fc.nat(3)),
        async (value, source, target, which) => {
          // Keys are strings, too; here only values are.
          fc.pre(source !== 'T' && target !== source)
          const rule = {
            ...how,
            op: 'replace',
            source,
            target: target.replaceAll('\\', how.match === 'regex' ? '\\\\' : '\\'),
          }
          const text = await textOf(rule, respelled(JSON.stringify(value), which))
          expect(JSON.parse(text)).toEqual(changed(value, source, target))
        },
      ),
      { numRuns: 1500 },
    )
  })

  it.each([
    'T\\u004fPSECRET',
    '\\u0054\\u004F\\u0050\\u0053\\u0045\\u0043\\u0052\\u0045\\u0054',
    'TOPSECRE\\u0054',
    'TOPSECRET',
  ])('%s is the secret', async (spelling) => {
    const text = { source: 'TOPSECRET', op: 'replace', target: '<>', match: 'text' }
    const regex = { source: 'TOP[A-Z]+', op: 'replace', target: '<>', match: 'regex', in: 'strings' }
    const plain = { source: 'TOPSECRET', op: 'replace', target: '<>', in: 'strings' }
    for (const rule of [text, regex, plain]) {
      for (const around of ['', '\ufeff', ' '.repeat(200)]) {
        expect(await textOf(rule, `${around}{"a":"x${spelling}y\\n","b":["${spelling}"]}`)).toBe(
          `${around}{"a":"x<>y\\n","b":["<>"]}`,
        )
      }
      expect(await textOf(rule, `"${spelling}"`)).toBe('"<>"')
      const many = [...Array.from({ length: 5 }, (_, n) => ({ ...rule, source: `nowhere-${n}` })), rule]
      expect(await textOf(many, `{"a":"${spelling}"}`)).toBe('{"a":"<>"}')
    }
  })

  it('an expression in strings has each string as its text, and groups as they read', async () => {
    const rule = { source: '^(.)"(\\w+)$', op: 'replace', target: '\\2"\\1', match: 'regex', in: 'strings' }
    expect(await textOf(rule, '{"a":"x\\"ab","b":" x\\"ab","c":"\\n\\"z"}')).toBe(
      '{"a":"ab\\"x","b":" x\\"ab","c":"z\\"\\n"}',
    )
    expect(await textOf({ ...rule, source: '^ab', target: 'c' }, 'ab "ab"')).toBe('c "ab"')
  })

  it('takes a backslash in the source for one, not for the beginning of an escape', async () => {
    const rule = { source: 'C:\\new', op: 'replace', target: 'D:\\old', match: 'text' }
    expect(await textOf(rule, '{"a":"C:\\\\new C:\\new"}')).toBe('{"a":"D:\\\\old C:\\new"}')
  })

  it('reads a million escapes once', async () => {
    const text = { source: 'TOPSECRET', op: 'remove', match: 'text' }
    const regex = { source: 'TOPS[A-Z]+', op: 'remove', match: 'regex', in: 'strings' }
    const filler = '\\u0054\\n\\\\'.repeat(300_000)
    for (const rule of [text, regex]) {
      expect(await textOf(rule, `{"a":"${filler}T\\u004fPSECRET"}`)).toBe(`{"a":"${filler}"}`)
    }
  })
})
