// What is thrown at CLP: values out of fast-check, and the strings that break programs.
import fc from 'fast-check'

const NASTY = [
  '',
  ' ',
  '\u0000',
  '__proto__',
  'constructor',
  'toString',
  '..',
  '../../etc/passwd',
  '%2e%2e%2f',
  '%',
  '%ff',
  '\r\nX: y',
  '\ud800',
  '😀'.repeat(50),
  'a'.repeat(70_000),
  '(a+)+$',
  '[',
  '(?<=',
  '*',
  'null',
  'true',
  '-1',
  '0',
  '1e999',
  '9007199254740993',
  'NaN',
  '2026-13-45',
  'http://',
  'http://[::1',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'claude',
  'codex',
  'main',
  'ui',
  'lb',
  'filter',
  'auth',
]

// Any UTF-16 unit, halves of pairs included.
const STRINGS = fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)), maxLength: 60 })
const VALUES = fc.jsonValue({ maxDepth: 4 })

/** Draws from fast-check arbitraries with one seed for the whole run. */
export const createDraw = (random) => {
  const from = (arbitrary) => fc.sample(arbitrary, { numRuns: 1, seed: random.whole(0, 2 ** 31 - 1) })[0]
  const text = () => (random.chance(0.4) ? random.pick(NASTY) : from(STRINGS))
  const json = () => (random.chance(0.2) ? deep(random.whole(1, 3000)) : from(VALUES))
  return { from, text, json, bytes: (most) => Buffer.from(from(fc.uint8Array({ maxLength: most }))) }
}

const deep = (levels) => {
  let value = 1
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { a: value }
  return value
}

/** Bytes with a few changes: flips, cuts, repeats, foreign pieces. */
export const mutate = (random, bytes) => {
  let mutated = Buffer.from(bytes)
  for (let count = random.whole(0, 4); count > 0 && mutated.length > 0; count -= 1) {
    const at = random.whole(0, mutated.length - 1)
    const to = Math.min(mutated.length, at + random.whole(1, 40))
    const piece = random.pick(PIECES)
    const head = mutated.subarray(0, at)
    mutated = random.pick([
      () => Buffer.concat([head, Buffer.from([random.whole(0, 255)]), mutated.subarray(at + 1)]),
      () => Buffer.concat([head, mutated.subarray(to)]),
      () => Buffer.concat([mutated.subarray(0, to), mutated.subarray(at)]),
      () => Buffer.concat([head, Buffer.from(piece, 'latin1'), mutated.subarray(at)]),
      () => Buffer.from(head),
    ])()
  }
  return mutated
}

const PIECES = [
  '\r\n',
  '\r\n\r\n',
  '\n',
  '\u0000',
  ' ',
  ':',
  'HTTP/1.1',
  'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Content-Length: 5\r\n',
  'Content-Length: -1\r\n',
  'Content-Length: 99999999999999999999\r\n',
  'Expect: 100-continue\r\n',
  'Upgrade: websocket\r\nConnection: upgrade\r\n',
  'Upgrade: h2c\r\n',
  'Connection: close\r\n',
  'Host: other\r\n',
  '0\r\n\r\n',
  'ffffffffffffffff\r\n',
  '5;ext=1\r\nhello\r\n',
  'Trailer: x\r\n',
  'Cookie: a=b\r\n',
  'Content-Encoding: gzip\r\n',
  'Accept-Encoding: *\r\n',
  'X'.repeat(70_000),
  'data: {"type":"message_start"}\n\n',
  '{"a":',
  ']}',
  '\\u0000',
  '"model":"x"',
]
