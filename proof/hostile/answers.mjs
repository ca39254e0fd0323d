// Answers that somebody wrote to keep CLP busy, as pieces of bytes with their heads. Each is named by the query of the request it answers.
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { zstdBomb } from '../fuzz/bombs.mjs'
import { pause } from '../kit/wait.mjs'

const MB = 2 ** 20
const EVENTS = 'text/event-stream'
const JSON_TYPE = 'application/json'

const head = (type, ...more) =>
  Buffer.from(`HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\n${[...more, 'connection: close', '', ''].join('\r\n')}`)

/** A gzip member each, one after the other: as many as it takes. */
const gzipBomb = (bytes) => {
  const member = gzipSync(Buffer.alloc(16 * MB))
  return Buffer.concat(Array.from({ length: Math.ceil(bytes / (16 * MB)) }, () => member))
}
const brotliBomb = (bytes) =>
  brotliCompressSync(Buffer.alloc(bytes), {
    params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_LGWIN]: 24 },
  })

const made = new Map()
const once = (name, make) => {
  if (!made.has(name)) made.set(name, make())
  return made.get(name)
}

const message = (text) => JSON.stringify({ type: 'message', content: [{ type: 'text', text }] })
const event = (value) => `data: ${JSON.stringify(value)}\n\n`
const textEvent = (text) => event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })
const chatEvent = (delta) => event({ id: 'c', choices: [{ index: 0, delta }] })

/** The head, and the text so often as asked, gathered into pieces of 64 KB. */
async function* repeated(first, text, times, last = '') {
  yield first
  const unit = Buffer.from(text)
  const block = Buffer.concat(Array.from({ length: Math.max(1, Math.floor(65_536 / unit.length)) }, () => unit))
  const whole = Math.floor((unit.length * times) / block.length)
  for (let index = 0; index < whole; index += 1) yield block
  yield block.subarray(0, unit.length * times - whole * block.length)
  yield Buffer.from(last)
}

async function* cut(first, bytes, size) {
  yield first
  for (let at = 0; at < bytes.length; at += size) {
    yield bytes.subarray(at, at + size)
    await pause(1)
  }
}

/** The bytes, and silence behind them. */
async function* leftOpen(first, bytes) {
  yield first
  yield bytes
  await pause(60_000)
}

const damaged = (bytes) => {
  const copy = Buffer.from(bytes)
  for (let at = 40; at < copy.length; at += 97) copy[at] ^= 0x55
  return copy
}

/** Each byte as a chunk of its own (RFC 9112 section 7.1). */
export const inSingleBytes = (bytes) => {
  const wire = Buffer.alloc(bytes.length * 6 + 5)
  for (let at = 0; at < bytes.length; at += 1)
    wire.write(`1\r\n${String.fromCharCode(bytes[at])}\r\n`, at * 6, 'latin1')
  wire.write('0\r\n\r\n', bytes.length * 6)
  return wire
}

const bombs = (scale) =>
  Object.entries({ zstd: zstdBomb, br: brotliBomb, gzip: gzipBomb }).flatMap(([coding, make]) => {
    const bomb = () => once(coding, () => make(512 * MB * scale))
    const encoding = `content-encoding: ${coding}`
    return [
      [`${coding}-held`, () => leftOpen(head(JSON_TYPE, encoding, `content-length: ${bomb().length}`), bomb())],
      [`${coding}-streaming`, () => cut(head(EVENTS, encoding), bomb(), 1000)],
      [
        `${coding}-damaged`,
        () =>
          leftOpen(
            head(EVENTS, encoding),
            once(`${coding} damaged`, () => damaged(bomb().subarray(0, 100_000))),
          ),
      ],
    ]
  })

/** All answers; sizes are multiplied by `scale`. */
export const answersOf = (scale) => ({
  ...Object.fromEntries(bombs(scale)),
  'gzip-stacked': () =>
    cut(
      head(JSON_TYPE, 'content-encoding: gzip, gzip'),
      once('stacked', () => gzipSync(gzipBomb(512 * MB * scale))),
      1000,
    ),
  'many-codings': () => repeated(head(EVENTS, `content-encoding: ${Array(5000).fill('br').join(', ')}`), 'x', 1000),
  'coding-lines': () => repeated(head(EVENTS, ...Array(5000).fill('content-encoding: br')), 'x', 1000),
  'single-bytes': () =>
    repeated(
      head(JSON_TYPE, 'transfer-encoding: chunked'),
      once('single', () => inSingleBytes(Buffer.from(message('b'.repeat(3 * MB * scale))))),
      1,
    ),
  'endless-interim': () => repeated(Buffer.alloc(0), 'HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n', 2e8),
  'endless-head': () => repeated(Buffer.from('HTTP/1.1 200 OK\r\nx-long: '), 'y', 300 * MB * scale),
  'many-headers': () =>
    repeated(head(JSON_TYPE, ...Array.from({ length: 20_000 }, (_, at) => `x-${at}: y`)), message('hi'), 1),
  'endless-line': () => repeated(head(EVENTS), 'data: z'.padEnd(100, 'z'), 3 * MB * scale),
  'tiny-events': () => repeated(head(EVENTS), 'data: 1\n\n', 1e6 * scale),
  'new-fields': () =>
    repeated(
      head(EVENTS),
      Array.from({ length: 1000 }, (_, at) => event({ type: 'message_delta', usage: { [`field_${at}`]: at } })).join(
        '',
      ),
      100 * scale,
    ),
  'deep-answer': () => repeated(head(JSON_TYPE), '{"usage":[', 1e6 * scale),
  'placeholder-beginnings': () => repeated(head(EVENTS), textEvent('sk-ant-clp'), 100_000 * scale),
  'chat-deep': () => repeated(head(EVENTS), '[', 5e6 * scale, '\n\n'),
  'chat-deep-events': () => repeated(head(EVENTS), `data: ${'{"choices":['.repeat(5000)}\n\n`, 200 * scale),
  'chat-tiny-arguments': () =>
    repeated(
      head(EVENTS),
      chatEvent({ tool_calls: [{ index: 0, id: 't', function: { name: 'f', arguments: '[' } }] }),
      200_000 * scale,
    ),
  'chat-many-tools': () =>
    repeated(
      head(EVENTS),
      Array.from({ length: 1000 }, (_, index) =>
        chatEvent({ tool_calls: [{ index, id: `t${index}`, function: { name: 'f', arguments: '{}' } }] }),
      ).join(''),
      20 * scale,
    ),
  'chat-number': () => repeated(head(JSON_TYPE), '7', 5e6 * scale),
})
