/** Answers that come in elements, and answers that are large: in slices, and as far as can be read. */
import { describe, expect, it } from 'vitest'
import { ALL, halves, joined, ODD, odd, restored, sse } from '../../../test/kit/restoring.ts'

describe('an array of Gemini, element by element', () => {
  const element = (text: string, more: object = {}): object => ({
    candidates: [{ content: { parts: [{ text }] }, ...more }],
  })
  const stream = (pieces: readonly string[]): string =>
    `[${[...pieces.map((text) => element(text)), element('', { finishReason: 'STOP' })].map((one) => JSON.stringify(one, null, 2)).join('\n,\r\n')}\n]\n`
  const read = (text: string): string =>
    joined(JSON.parse(text), ({ candidates }) => candidates[0].content.parts[0].text)

  it.each(ALL)('gives back a secret of the kind $kind, wherever it is cut', async ({ secret, placeholder }) => {
    for (const pieces of halves(`x ${placeholder}.`)) {
      const { text } = await restored('gemini', [Buffer.from(stream(pieces))], ['content-type', 'application/json'])
      expect(read(text)).toBe(`x ${secret}.`)
    }
  })

  it('hands on each element as soon as it is whole, and what waits before the end', async () => {
    const bytes = Buffer.from(stream([...`a ${odd.text} b`]))
    const pieces = [...bytes].map((byte) => Buffer.of(byte))
    expect(read((await restored('gemini', pieces)).text)).toBe(`a ${ODD} b`)
    const open = `[${JSON.stringify(element('a clp-secret-7k2'))}]`
    const { text } = await restored('gemini', [Buffer.from(open)])
    expect(JSON.parse(text)).toHaveLength(2)
    expect(read(text)).toBe('a clp-secret-7k2')
  })

  it('stays byte for byte where nothing stands in it, and with other elements', async () => {
    for (const text of [
      stream(['.', '9 "[{\\"}] .']),
      '[]',
      '[ ]\n',
      '["a",{"b":1}]',
      '[{"a":"]"} , 1, {"b":[[]]}]',
      '[{"a":1}',
    ]) {
      for (const pieces of [[Buffer.from(text)], [...Buffer.from(text)].map((byte) => Buffer.of(byte))]) {
        expect((await restored('gemini', pieces)).text).toBe(text)
      }
    }
  })
})

describe('a large answer', () => {
  const { secret, placeholder } = ALL[0] ?? { secret: '', placeholder: '' }
  const picture = 'iVBORw0KGgo'.repeat(1_200_000)

  it('is given back whole beside a picture', async () => {
    const whole = (text: string): string =>
      JSON.stringify({ candidates: [{ content: { parts: [{ inlineData: { data: picture } }, { text }] } }] })
    expect((await restored('gemini', [Buffer.from(whole(placeholder))])).text === whole(secret)).toBe(true)
    expect((await restored('gemini', [Buffer.from(whole('x'))])).text === whole('x')).toBe(true)
  })

  it('lets others have their turn, and ends as it should', async () => {
    const text = `${'line \\n "quoted" \n'.repeat(20_000)}${placeholder}`
    const events = sse(
      ...Array.from({ length: 40 }, () => ({
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'text_delta', text },
      })),
    )
    let turns = 0
    const count = (): void => {
      turns += 1
      timer = setImmediate(count)
    }
    let timer = setImmediate(count)
    const given = await restored('messages', [Buffer.from(events)])
    clearImmediate(timer)
    expect(given.text === events.replaceAll(placeholder, secret)).toBe(true)
    expect(turns).toBeGreaterThan(10)
  })

  it('passes as it is where one event is larger than can be read in one go, and the next is restored', async () => {
    const event = (text: string): string =>
      sse({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })
    const large = event(`${placeholder}${'x'.repeat(9_000_000)}`)
    const { text, gaveUp } = await restored('messages', [Buffer.from(large + event(placeholder))])
    expect(text === large + event(secret)).toBe(true)
    expect(gaveUp).toBe(1)
  })
})
