// Requests that somebody wrote to keep CLP busy, or to pass by a filter: repeated keys and units, deep nesting, endless numbers and escapes,
// bytes of other encodings, pieces of one byte, spellings of paths and header names.
import { gzipSync } from 'node:zlib'
import { sendRaw } from './raw.mjs'

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
const TARGETS = [
  '/v1/messages',
  '/v1/messages;a=b',
  '/x/..;/v1/messages',
  '/v1/messages#x',
  '/v1/messages%00',
  '/v1/messages?a=1&a=2;a=3',
  '//v1/%6dessages',
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
]

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
  const body = bodyOf(random, draw)
  const [lengths, bytes] = framed(random, body)
  const headers = Array.from({ length: random.whole(0, 3) }, () => random.pick(HEADERS))
  const head = [`POST ${random.pick(TARGETS)} HTTP/1.1`, 'host: 127.0.0.1', ...lengths, ...headers, '', ''].join('\r\n')
  const answer = await sendRaw(random, port, Buffer.concat([Buffer.from(head, 'latin1'), bytes]))
  return { what: { key: head.slice(0, 200), head, body: body.toString('latin1', 0, 500), size: body.length }, answer }
}
