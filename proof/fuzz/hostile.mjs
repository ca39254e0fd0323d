// Requests that somebody wrote to keep CLP busy, or to pass by a filter: repeated keys and units, deep nesting, endless numbers and escapes,
// bytes of other encodings, pieces of one byte, spellings of paths and header names, bombs, heads without measure, loops, tokens in odd places,
// control characters.
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { zstdBomb } from './bombs.mjs'
import { sendRaw } from './raw.mjs'
import { mutate } from './values.mjs'

const UNITS = [
  '"model":"claude-x",',
  '"mod\\u0065l":1,',
  '"a":',
  '[',
  '{"a":',
  '1',
  '\\u0041',
  '\\\\',
  '\\"',
  'hello',
  'hell',
  'sk-',
  'eyJ',
  ' ',
  '"",',
  '密',
  '\\ud83d',
]
const FRAMES = [
  (text) => `{${text}"model":"claude-x"}`,
  (text) => `{"model":"claude-x","x":"${text}"}`,
  (text) => `{"model":"claude-x","x":[${text}]}`,
  (text) => `{"model":"claude-x","x":${text}}`,
  (text) => `{"${text}":1,"model":"claude-x"}`,
  (text) => text,
]
const PICTURE = '{"type":"image","source":{"type":"base64","data":"hellohello=="}}'
/** In the form of CLP's own tokens, of nobody. */
const TOKEN = `clp_${'Ab3'.repeat(11)}`
const TARGETS = [
  '/v1/messages',
  '/v1/messages;a=b',
  '/x/..;/v1/messages',
  '/v1/messages#x',
  '/v1/messages%00',
  '/v1/messages?a=1&a=2;a=3',
  '//v1/%6dessages',
  `/v1/messages?key=${TOKEN}`,
  `/v1/${TOKEN}/messages`,
  `/v1/messages?${encodeURIComponent(Buffer.from(TOKEN).toString('base64'))}`,
  '/v1/messages?a=\u0001\u0085',
  '/v1/messages?\u001b[31m',
  `/v1/messages?${'a=1&'.repeat(3000)}`,
]
const HEADERS = [
  'x_real_ip: 1',
  'X.Real.IP: 2',
  'content-encoding:',
  'content-encoding: identity',
  'content-encoding: gzip',
  'content-encoding: gzip, gzip, gzip',
  'content-type: application/json; charset=utf-16',
  'content-type: multipart/form-data; boundary=x',
  'content-type: image/png',
  `authorization: Bearer ${TOKEN}`,
  `x-any: ${TOKEN}`,
  `x-any: ${Buffer.from(TOKEN).toString('base64')}`,
  `cookie: a=${TOKEN}; b=${encodeURIComponent(TOKEN)}`,
  'x-clp-hop: 1',
  'x-clp-hop: a, b, c',
  'via: 1.1 clp, 1.1 clp',
  'x-any: \u001b]0;title\u0007',
  'x-any: \u00e2\u0080\u00ae',
  'user-agent: \u009b31m',
  'x-any: a\u0000b',
  'x-any: a\rb',
]
/** Heads without measure: one line, many lines, many interim questions. */
const HEADS = [
  (random) => [`x-long: ${'y'.repeat(random.spread(1, 200_000))}`],
  (random) => Array.from({ length: random.spread(1, 20_000) }, (_, at) => `x-${at}: y`),
  (random) => Array(random.spread(1, 5000)).fill('content-encoding: br'),
  (random) => [
    `content-encoding: ${Array(random.spread(1, 5000))
      .fill(random.pick(['br', 'gzip', 'zstd']))
      .join(',')}`,
  ],
  (random) => Array(random.spread(1, 100)).fill('expect: 100-continue'),
]
const CODINGS = { gzip: gzipSync, br: brotliCompressSync, zstd: ({ length }) => zstdBomb(length) }

const repeated = (random) => {
  const unit = random.pick(UNITS) + (random.chance(0.3) ? random.pick(UNITS) : '')
  return random.pick(FRAMES)(unit.repeat(random.spread(1, 200_000 / unit.length)))
}

const escaped = (random, text) =>
  Array.from(text, (character) =>
    random.chance(0.5) ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  ).join('')

const bodyOf = (random, draw) => {
  const text = random.pick([
    () => repeated(random),
    () => JSON.stringify({ model: 'claude-x', x: draw.json() }),
    () => `{"model":"claude-x","x":"${escaped(random, 'hello')}","y":[${PICTURE}]}`,
    () => `--x\r\nContent-Type: image/png\r\n\r\nhello\r\n--x\r\n\r\nhello\r\n--x--\r\n`,
  ])()
  return random.pick([
    () => Buffer.from(text),
    () => Buffer.from(text, 'utf16le'),
    () => Buffer.from(text, 'latin1'),
    () => gzipSync(text),
  ])()
}

/** Zeros that are small on the wire, with the line that says so. */
const bomb = (random) => {
  const coding = random.pick(Object.keys(CODINGS))
  const body = CODINGS[coding](Buffer.alloc(random.spread(1000, 8 * 2 ** 20)))
  if (random.chance(0.2)) return [gzipSync(body), `content-encoding: ${coding}, gzip`]
  return [random.chance(0.2) ? mutate(random, body) : body, `content-encoding: ${coding}`]
}

/** The body with its length, in one chunk, or in chunks of a few bytes. */
const framed = (random, body) => {
  if (random.chance(0.6)) return [[`content-length: ${body.length}`], body]
  const size = random.chance(0.5) ? 1 : random.spread(1, body.length + 1)
  const short = body.subarray(0, 20_000 * size)
  const chunks = []
  for (let at = 0; at < short.length; at += size) {
    const piece = short.subarray(at, at + size)
    chunks.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'))
  }
  return [['transfer-encoding: chunked'], Buffer.concat([...chunks, Buffer.from('0\r\n\r\n')])]
}

/** One request. Resolves with what came back. */
export const hostileCase = async ({ random, draw, ports: [port] }) => {
  const [body, coding] = random.chance(0.1) ? bomb(random) : [bodyOf(random, draw)]
  const [lengths, bytes] = framed(random, body)
  const headers = [
    ...(coding === undefined ? [] : [coding]),
    ...Array.from({ length: random.whole(0, 3) }, () => random.pick(HEADERS)),
    ...(random.chance(0.05) ? random.pick(HEADS)(random) : []),
  ]
  const head = [`POST ${random.pick(TARGETS)} HTTP/1.1`, 'host: 127.0.0.1', ...lengths, ...headers, '', ''].join('\r\n')
  const answer = await sendRaw(random, port, Buffer.concat([Buffer.from(head, 'latin1'), bytes]))
  return {
    what: {
      key: head.slice(0, 200),
      head: head.slice(0, 2000),
      body: body.toString('latin1', 0, 500),
      size: body.length,
    },
    answer,
  }
}
