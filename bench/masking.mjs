/**
 * What masking costs: bodies without a secret under the default kinds, requests while it is off, and events of a stream while there is something
 * to put back. Runs the built code in one process, without sockets. Usage: npm run build:modules && node bench/masking.mjs
 */
import { isUtf8 } from 'node:buffer'
import { finish } from '../build/codec/work/work.js'
import { anthropicMessages } from '../build/protocol/anthropic-messages/anthropic-messages.js'
import { compileMasks } from '../build/proxy/mask-settings/compiled-masks.js'
import { maskJson } from '../build/proxy/masking/mask-json.js'
import { createMint } from '../build/proxy/masking/placeholder.js'
import { EventRestorer, SERVER_SENT } from '../build/proxy/restoring/event-restorer.js'
import { createPlaceholderFinder } from '../build/proxy/restoring/find-placeholders.js'
import { mask } from '../build/proxy/stages/mask.js'
import { maskDocument } from '../build/store/documents/mask.js'

const SIZES = { '200 KB': 2e5, '1 MB': 1e6, '2 MB': 2e6 }
const MIN_MS = 1500

/** A conversation about code, as tools read it: now and then names of tokens and passwords, none of them a secret. */
const LINE = 'export const value = compute(input, { "mode": "strict", retries: 3 }) // see notes on page 12\n'
const NAMES =
  'const password = readPassword(options.password, max_tokens) // see https://example.com/docs?page=12: Token, secret\n'

const bodyOf = (size) => {
  const messages = []
  for (let length = 0; length < size; length += 2400) {
    const content = [
      { type: 'text', text: LINE.repeat(12) + NAMES },
      { type: 'tool_use', id: `toolu_${length}`, name: 'read', input: { path: `/src/file-${length}.ts`, limit: 200 } },
      { type: 'tool_result', tool_use_id: `toolu_${length}`, content: LINE.repeat(10) + NAMES },
    ]
    messages.push({ role: 'user', content })
  }
  return Buffer.from(JSON.stringify({ model: 'claude-sonnet-4-5', messages, metadata: { user_id: 'u' }, stream: true }))
}

/** Times of one call in µs, ascending. */
const times = (run) => {
  const taken = []
  for (let index = 0; index < 20; index += 1) run()
  const until = performance.now() + MIN_MS
  while (performance.now() < until || taken.length < 20) {
    const begun = performance.now()
    run()
    taken.push((performance.now() - begun) * 1000)
  }
  return taken.sort((left, right) => left - right)
}

const at = (list, part) => list[Math.min(list.length - 1, Math.floor(list.length * part))]

const mint = createMint(Buffer.alloc(32, 1))
const settings = maskDocument.parse('{"enabled":true}')
const task = {
  ...compileMasks(settings, 'claude'),
  literals: [],
  texts: anthropicMessages.texts.request,
  apart: anthropicMessages.apart,
  mint,
}

console.log('| body without a secret | median | p99 |\n|---|---|---|')
for (const [name, size] of Object.entries(SIZES)) {
  const bytes = bodyOf(size)
  const look = () => {
    if (!isUtf8(bytes)) throw new Error('The body is no text')
    return finish(maskJson(bytes, task))
  }
  const found = look()
  if (found.marks.length > 0) throw new Error(`${found.marks[0].kind} was found where no secret is`)
  const taken = times(look)
  console.log(`| ${name} | ${(at(taken, 0.5) / 1000).toFixed(2)} ms | ${(at(taken, 0.99) / 1000).toFixed(2)} ms |`)
}

const off = {
  head: {
    snapshot: { unusable: () => undefined, get: () => maskDocument.empty },
    service: { id: 'claude' },
    system: { limits: { captureRequestBytes: 0 } },
  },
  trace: { receive: () => undefined },
}
const passes = mask({ log: console })(() => undefined)
const ROUNDS = 1000
const untouched = times(() => {
  for (let round = 0; round < ROUNDS; round += 1) passes(off)
})
console.log(`\na request while masking is off: ${((at(untouched, 0.5) / ROUNDS) * 1000).toFixed(0)} ns`)

const heads = ['sk-ant-clp', 'clp-secret-', 'ghp_clp', 'AKIAclp', 'clp-pem-']
const finder = createPlaceholderFinder(
  heads.map((head) => ({ head, tail: '' })),
  () => 'x',
)
const listener = { restored: () => undefined, unknown: () => undefined }
const restorer = new EventRestorer(SERVER_SENT, anthropicMessages.texts.answer, { finder, listener })
const event = (text) =>
  `event: content_block_delta\ndata: ${JSON.stringify({ type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text } })}\n\n`
const events = Array.from({ length: 400 }, (_, index) => event(`word ${index} of an answer. `))
const taken = times(() => {
  for (const one of events) restorer.restore(one)
})
console.log(`\nan event of a stream, with something to put back: ${(at(taken, 0.5) / events.length).toFixed(2)} µs`)
