import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createCustomInput } from './custom-input.ts'

/** What is said of the input while its JSON comes in these pieces. */
const decoded = (pieces: readonly string[], isPatch = false) => {
  const input = createCustomInput(isPatch)
  const said = pieces.map((piece) => input.push(piece))
  const { rest, isValid } = input.end()
  return { text: said.join('') + rest, isValid, first: said[0] }
}

const cut = (text: string, places: readonly number[]): string[] => {
  const points = [0, ...places.map((place) => Math.min(place, text.length)).sort((a, b) => a - b), text.length]
  return points.slice(1).map((point, index) => text.slice(points[index], point))
}

it('says the same text for any cut, however it is escaped', () => {
  const unit = fc.constantFrom('a', '"', '\\', '\n', '\t', 'é', '🙂', '\u0001', '/')
  fc.assert(
    fc.property(
      fc.string({ unit, maxLength: 30 }),
      fc.array(fc.nat(200), { maxLength: 20 }),
      fc.boolean(),
      (text, places, escapes) => {
        const json = JSON.stringify({ input: text })
        const ascii = json.replaceAll(/[^ -~]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
        expect(decoded(cut(escapes ? ascii : json, places))).toMatchObject({ text, isValid: true })
      },
    ),
  )
})

it('says what it can at once', () => {
  expect(decoded(['{"input":"half', ' more"}']).first).toBe('half')
})

it.each([
  ['bare text', 'no JSON', false],
  ['{"other":"only"}', 'only', true],
  ['{"a":"1","b":"2"}', '{"a":"1","b":"2"}', false],
  ['{"why":1,"input":"x"}', 'x', true],
])('takes the input out of %j as far as it can', (json, text, isValid) => {
  const given = json === 'bare text' ? text : json
  expect(decoded([given])).toMatchObject({ text, isValid })
})

it('tells of a text that was never closed', () => {
  expect(decoded(['{"input":"cut of'])).toMatchObject({ text: 'cut of', isValid: false })
})

it.each([
  ['```\n*** P\n```', true, '*** P\n'],
  ['```diff\n*** P\n```\n', true, '*** P\n'],
  ['```\nopen', true, '```\nopen'],
  ['x ``` y', true, 'x ``` y'],
  ['```\n*** P\n```', false, '```\n*** P\n```'],
])('takes the fence from %j, of a patch: %s', (input, isPatch, text) => {
  expect(decoded(cut(JSON.stringify({ input }), [14, 20]), isPatch).text).toBe(text)
})

it('holds a long patch in a fence without looking at all of it again for every piece', () => {
  const piece = 'a line of a patch\\n'
  const input = createCustomInput(true)
  input.push('{"input":"```\\n')
  for (let count = 0; count < 200_000; count += 1) input.push(piece)
  input.push('```"}')
  expect(input.end().rest).toHaveLength(200_000 * (piece.length - 1))
})
