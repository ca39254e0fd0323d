/** Every recorded answer of `test/streams` gives its expected counts: whole, in any cut, and in any compression. */
import { readdirSync, readFileSync } from 'node:fs'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bedrockChunk, converseEvent } from '../../../test/kit/aws-messages.ts'
import { received, sending } from '../../../test/kit/bodies.ts'
import { decoded } from '../../codec/bytes/decoded.ts'
import type { Usage, UsageReading } from '../../contract/usage.ts'
import { usage as anthropicUsage } from '../anthropic-messages/usage.ts'
import type { UsageDialect } from '../common/usage-dialect.ts'
import { usage as geminiUsage } from '../gemini/usage.ts'
import { usage as openaiUsage } from '../openai/usage.ts'
import { createUsageReader } from './usage-reader.ts'

interface Expected {
  readonly about: string
  readonly dialect: 'anthropic' | 'openai' | 'gemini'
  readonly contentType: string
  readonly ending: 'end' | 'abort'
  readonly usage: Usage | null
  readonly partial: boolean
}

const DIALECTS: Readonly<Record<Expected['dialect'], UsageDialect>> = {
  anthropic: anthropicUsage,
  openai: openaiUsage,
  gemini: geminiUsage,
}
const SUFFIX = '.expected.json'
const folder = new URL('../../../test/streams/', import.meta.url)

const recordings = readdirSync(folder)
  .filter((name) => name.endsWith(SUFFIX))
  .map((name) => {
    const expected: Expected = JSON.parse(readFileSync(new URL(name, folder), 'utf8'))
    const recording = name.slice(0, -SUFFIX.length)
    return { name: `${recording}: ${expected.about}`, bytes: readFileSync(new URL(recording, folder)), expected }
  })

const readerOf = (expected: Expected) =>
  createUsageReader(DIALECTS[expected.dialect], { contentType: expected.contentType })

const read = (chunks: readonly Uint8Array[], expected: Expected): UsageReading | undefined => {
  const reader = readerOf(expected)
  for (const chunk of chunks) reader.push(chunk)
  return reader[expected.ending]()?.reading
}

/** Read from the decoded view of a compressed answer. */
const readDecoded = async (chunks: readonly Uint8Array[], expected: Expected, encoding: string) => {
  const reader = readerOf(expected)
  const { source, view } = decoded(sending(chunks), encoding)
  view.listen(reader.push)
  await received(source)
  return reader[expected.ending]()?.reading
}

const check = (reading: UsageReading | undefined, expected: Expected): void => {
  expect(reading?.usage ?? null).toEqual(expected.usage)
  if (expected.usage !== null) expect(reading?.partial).toBe(expected.partial)
}

const cut = (bytes: Uint8Array, points: readonly number[]): Uint8Array[] => {
  const sorted = [0, ...[...points].sort((left, right) => left - right), bytes.byteLength]
  return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end))
}

const compressions = [
  ['gzip', gzipSync],
  ['br', (bytes: Buffer) => brotliCompressSync(bytes, { params: { 1: 1 } })],
  ['deflate', deflateSync],
] as const

describe.each(recordings)('$name', ({ bytes, expected }) => {
  it('is counted whole', async () => {
    check(await read([bytes], expected), expected)
  })

  it('is counted byte by byte', async () => {
    if (bytes.byteLength > 100_000) return
    check(await read(cut(bytes, [...bytes.keys()]), expected), expected)
  })

  it('is counted alike for any cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.byteLength), { maxLength: 40 }), async (points) => {
        check(await read(cut(bytes, points), expected), expected)
      }),
      { numRuns: bytes.byteLength > 100_000 ? 5 : 60 },
    )
  })

  it.each(compressions)('is counted in %s', async (encoding, compress) => {
    const packed = compress(bytes)
    check(await readDecoded(cut(packed, [1, Math.floor(packed.byteLength / 2)]), expected, encoding), expected)
  })
})

it('has recordings of every kind', () => {
  expect(recordings.length).toBeGreaterThan(30)
})

const START = 'data: {"type":"message_start","message":{"usage":{"input_tokens":9,"output_tokens":1}}}\n\n'
const DELTA = 'data: {"type":"message_delta","usage":{"output_tokens":5}}\n\n'

const readerFor = (reasons: string[] = []) =>
  createUsageReader(anthropicUsage, {
    contentType: 'text/event-stream',
    onGiveUp: (reason) => reasons.push(reason),
  })

describe('createUsageReader', () => {
  it('answers at once, so that no record waits', () => {
    const reader = readerFor()
    reader.push(Buffer.from(START + DELTA))
    expect(reader.end()?.reading).toMatchObject({ usage: { input: 9, output: 5, total: 14 }, partial: false })
  })

  it('gives up on an oversized event, says so, and reads on', () => {
    const reasons: string[] = []
    const reader = readerFor(reasons)
    reader.push(Buffer.from(`${START}data: {"usage":`))
    const filler = Buffer.alloc(1024 * 1024, ' ')
    for (let count = 0; count < 17; count += 1) reader.push(filler)
    reader.push(Buffer.from(`{"input_tokens":77}}\n\n${DELTA}`))
    expect(reader.end()?.reading).toMatchObject({ usage: { input: 9, output: 5 }, partial: true })
    expect(reasons).toEqual(['Cannot count the tokens of an answer completely: an event has more than 16777216 bytes'])
  })

  it('reads counts as a fold: what later events null, zero or leave out stays', async () => {
    const field = fc.constantFrom('input_tokens', 'output_tokens', 'cache_read_input_tokens', '__proto__')
    const usage = fc.dictionary(field, fc.option(fc.nat(1000)), { maxKeys: 4 })
    await fc.assert(
      fc.asyncProperty(fc.array(usage, { minLength: 1, maxLength: 6 }), async (usages) => {
        const reader = readerFor()
        for (const one of usages) reader.push(Buffer.from(`data: ${JSON.stringify({ usage: one })}\n\n`))
        const last = (name: string): number =>
          usages.map((one) => one[name]).findLast((value) => typeof value === 'number' && value > 0) ?? 0
        const reading = reader.end()?.reading
        expect(reading?.usage.input ?? 0).toBe(last('input_tokens'))
        expect(reading?.usage.output ?? 0).toBe(last('output_tokens'))
        expect(reading?.usage.cacheRead ?? 0).toBe(last('cache_read_input_tokens'))
      }),
    )
  })

  it('survives input made to exhaust the stack', () => {
    const deep = `${'{"usage":'.repeat(5000)}1${'}'.repeat(5000)}`
    const reader = readerFor()
    reader.push(Buffer.from(`${START}data: ${deep}\n\ndata: ${deep}\n\n`))
    expect(reader.end()?.reading).toMatchObject({ usage: { input: 9 } })
  })
})

describe('frames of Amazon Bedrock', () => {
  const START_EVENT = { type: 'message_start', message: { id: 'msg_1', usage: { input_tokens: 9, output_tokens: 1 } } }
  const DELTA_EVENT = { type: 'message_delta', usage: { output_tokens: 5 } }
  const METRICS = { inputTokenCount: 9, outputTokenCount: 5 }

  it.each([
    ['events of the model', [bedrockChunk(START_EVENT), bedrockChunk(DELTA_EVENT)]],
    [
      'metrics alone',
      [bedrockChunk({ type: 'x' }), bedrockChunk({ type: 'stop', 'amazon-bedrock-invocationMetrics': METRICS })],
    ],
    [
      'metrics beside the events of the model',
      [
        bedrockChunk(START_EVENT),
        bedrockChunk(DELTA_EVENT),
        bedrockChunk({ 'amazon-bedrock-invocationMetrics': METRICS }),
      ],
    ],
    [
      'Converse',
      [
        converseEvent('messageStart', { role: 'assistant' }),
        converseEvent('metadata', { usage: { inputTokens: 9, outputTokens: 5, totalTokens: 14 } }),
      ],
    ],
  ])('are counted: %s', (_title, frames) => {
    const reader = createUsageReader(anthropicUsage, { contentType: 'application/vnd.amazon.eventstream' })
    const bytes = Buffer.concat(frames)
    for (let at = 0; at < bytes.length; at += 7) reader.push(bytes.subarray(at, at + 7))
    expect(reader.end()?.reading).toMatchObject({ usage: { input: 9, output: 5, total: 14 }, partial: false })
  })
})

it.each([
  ['a whole answer', '{"id":"resp_1","status":"completed","usage":{"input_tokens":1}}', 'resp_1', true],
  ['one in the background', '{"id":"resp_1","status":"in_progress","usage":{"input_tokens":1}}', 'resp_1', false],
  ['one of Gemini’s', '{"responseId":"r","usage":{"input_tokens":1}}', 'r', true],
  ['one without a name', '{"usage":{"input_tokens":1}}', undefined, true],
  ['a large one', `{"id":"resp_1","output":"${'x'.repeat(300_000)}","usage":{"input_tokens":1}}`, 'resp_1', true],
  [
    'a stream',
    'data: {"type":"response.completed","response":{"id":"resp_1","status":"completed","usage":{"input_tokens":1}}}\n\n',
    'resp_1',
    true,
  ],
])('tells which answer it has counted: %s', (_title, text, id, finished) => {
  const reader = createUsageReader(openaiUsage, { contentType: '' })
  reader.push(Buffer.from(text))
  expect(reader.end()).toMatchObject({ reading: { usage: { input: 1 } }, answer: { id, finished } })
})
