// The cases, in order: what is sent, what the upstream answers, and what the client must be told. `told` is matched with the status and the
// words of CLP. What only masks would refuse is tried without them.
import { bodiesOf, byteByByte, endlessHead, withHeaders, withLength } from './requests.mjs'

const PASSED = /^200/
/** Answers to one small request: its body, and what is told. */
const ANSWERS = [
  ['a bomb of zstd, held back', 'zstd-held', PASSED],
  ['a bomb of zstd, streaming', 'zstd-streaming', PASSED],
  ['damaged zstd, left open', 'zstd-damaged', PASSED],
  ['a bomb of brotli, held back', 'br-held', PASSED],
  ['a bomb of brotli, streaming', 'br-streaming', PASSED],
  ['damaged brotli, left open', 'br-damaged', PASSED],
  ['a bomb of gzip, held back', 'gzip-held', PASSED],
  ['a bomb of gzip, streaming', 'gzip-streaming', PASSED],
  ['damaged gzip, left open', 'gzip-damaged', PASSED],
  ['gzip in gzip', 'gzip-stacked', PASSED],
  ['five thousand content-encodings in a line', 'many-codings', PASSED],
  ['five thousand lines of content-encoding', 'coding-lines', PASSED],
  ['an answer of 3 MB in pieces of a byte', 'single-bytes', PASSED],
  ['interim answers without an end', 'endless-interim', /^502/],
  ['a header line without an end', 'endless-head', /^502/],
  ['20,000 headers', 'many-headers', /^(200|502)/],
  ['an event of 300 MB', 'endless-line', PASSED],
  ['a million tiny events', 'tiny-events', PASSED],
  ['a hundred thousand events with fields of usage', 'new-fields', PASSED],
  ['an answer a million arrays deep', 'deep-answer', PASSED],
]

/** Answers of an upstream of another protocol. */
const FOREIGN_ANSWERS = [
  ['translated: an answer that is no event', 'chat-deep', /^(200|502)/],
  ['translated: deep events', 'chat-deep-events', /^(200|502)/],
  ['translated: arguments in tiny pieces', 'chat-tiny-arguments', /^(200|502)/],
  ['translated: thousands of tools', 'chat-many-tools', /^(200|502)/],
  ['translated: a number of millions of digits', 'chat-number', /^(200|502)/],
]

/** Bodies, with routing, rules and masks on. */
const BODIES = [
  ['a rule: sk-sk-…', 'rule-sk', PASSED],
  ['a rule: eyJeyJ…', 'rule-eyJ', PASSED],
  ['a rule: mailto:amailto:a…', 'rule-mailto', PASSED],
  ['a rule that matches everywhere', 'rule-matches', /^(200|4\d\d)/],
  ['100,000 models', 'many-models', /^400 .*more than 1000/],
  ['a number of a million digits', 'long-number', PASSED],
  ['a million escapes', 'escapes', PASSED],
  ['arrays a million deep', 'deep-arrays', PASSED],
  ['objects a million deep', 'deep-objects', PASSED],
  ['a key millions of times', 'many-keys', PASSED],
  ['a string of 48 MB', 'huge-string', PASSED],
  ['a picture of 40 MB', 'huge-picture', PASSED],
  ['100,000 pictures', 'many-pictures', PASSED],
  ['translated: arrays a million deep', 'chat-deep', /^(200|4\d\d|502)/],
  ['translated: 200,000 messages', 'chat-many-messages', /^(200|4\d\d|502)/],
  ['translated: escapes of halves', 'chat-escapes', /^(200|4\d\d|502)/],
  ['translated: a string of 24 MB', 'chat-huge', /^(200|502)/],
  ['masks: password=password=…', 'mask-password', /^(200|4\d\d)/],
  ['masks: AKIAAKIA…', 'mask-keys', /^(200|4\d\d)/],
  ['masks: beginnings of JSON Web Tokens', 'mask-jwt', /^(200|4\d\d)/],
  ['masks: beginnings of private keys', 'mask-pem', /^(200|4\d\d)/],
  ['masks: a@a.a@a.…', 'mask-email', /^(200|4\d\d)/],
  ['masks: digits', 'mask-digits', /^(200|4\d\d)/],
  ['masks: long random words', 'mask-words', /^(200|4\d\d)/],
  ['masks: ten thousand secrets', 'mask-secrets', /^(200|4\d\d)/],
]

/** Every case: { title, answer, bytes, told, masked }, `bytes` being a function that makes the pieces of the request. */
export const casesOf = (scale) => {
  const bodies = bodiesOf(scale)
  const one = (title, told, bytes, answer) => ({ title, told, bytes, answer, masked: title.startsWith('masks:') })
  const answered =
    (body) =>
    ([title, answer, told]) =>
      one(title, told, () => withLength(bodies[body]()), answer)
  return [
    ...ANSWERS.map(answered('plain')),
    answered('secret')(['masks: beginnings of placeholders in an answer', 'placeholder-beginnings', PASSED]),
    answered('secret')(['masks: a bomb of gzip, to be unmasked', 'gzip-streaming', /^(200|502)/]),
    ...FOREIGN_ANSWERS.map(answered('chat')),
    ...BODIES.map(([title, body, told]) => one(title, told, () => withLength(bodies[body]()))),
    one('a request of 3 MB in pieces of a byte', PASSED, () =>
      byteByByte(`{"model":"hostile","x":"${'a'.repeat(3 * 2 ** 20 * scale)}"}`),
    ),
    one('a request with 20,000 headers', /^(431|closed)/, () =>
      withHeaders(Array.from({ length: 20_000 }, (_, at) => `x-${at}: y`)),
    ),
    one('a request whose header line has no end', /^(431|closed)/, () => endlessHead(300 * 2 ** 20 * scale)),
    // It is left out with a notice as soon as the document is read, and the active one answers.
    one('an upstream that is CLP itself', PASSED, () => withLength(bodies.itself())),
    one('an upstream that leads back to CLP', /^508/, () => withLength(bodies.detour())),
  ]
}
