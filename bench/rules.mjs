/**
 * What rules cost: each kind of rule, 0, 10 and 100 of them, on bodies of 2 KB, 200 KB and 2 MB. Runs the built code in one process,
 * without sockets: the rest of the way is measured by the other benches. Usage: npm run build:modules && node bench/rules.mjs
 */

import { Body } from '../build/codec/bytes/body.js'
import { scanEdges } from '../build/codec/json/json-edges.js'
import { compilePattern } from '../build/codec/pattern/pattern.js'
import { finish } from '../build/codec/work/work.js'
import { anthropicMessages } from '../build/protocol/anthropic-messages/anthropic-messages.js'
import { compileBodyRules, createBodyRules } from '../build/proxy/filters/body-rules.js'
import { compileEndpointRules } from '../build/proxy/filters/endpoint-rules.js'
import { header } from '../build/proxy/filters/header.js'
import { compileRouting } from '../build/proxy/routing/routing.js'
import { withModel } from '../build/proxy/stages/rewrite-model.js'

const CLOCK = { now: Date.now, elapsed: () => performance.now() }
const SIZES = { '2 KB': 2e3, '200 KB': 2e5, '2 MB': 2e6 }
const COUNTS = [0, 10, 100]
const MIN_MS = 400

/** A request as Claude Code sends it: the model first, conversation and tools between, stream last. In 64 KB chunks, as received. */
const bodyOf = (size, extra = '') => {
  const line = 'export const value = compute(input, { "mode": "strict", retries: 3 }) // see notes on page 12\n'
  const messages = []
  for (let length = 0; length < size; length += 1900)
    messages.push({ role: 'user', content: [{ type: 'text', text: line.repeat(20) }] })
  const bytes = Buffer.from(
    JSON.stringify({ model: 'claude-sonnet-4-5', messages, note: extra, metadata: { user_id: 'u' }, stream: true }),
  )
  const chunks = []
  for (let at = 0; at < bytes.length; at += 65536) chunks.push(bytes.subarray(at, at + 65536))
  return () => new Body(chunks.map((chunk) => chunk.subarray(0)))
}

const list = (count, make) => Array.from({ length: count }, (_, index) => make(index))

/** Median time of one call in µs. */
const median = (run) => {
  const times = []
  for (let index = 0; index < 20; index += 1) run()
  const until = performance.now() + MIN_MS
  while (performance.now() < until || times.length < 5) {
    const begun = performance.now()
    run()
    times.push(performance.now() - begun)
  }
  return times.sort((left, right) => left - right)[times.length >> 1] * 1000
}

const show = (micros) => (micros >= 1000 ? `${(micros / 1000).toFixed(2)} ms` : `${micros.toFixed(1)} µs`)

const table = (title, rows, columns, cell) => {
  console.log(`\n${title}\n\n| rules | ${columns.join(' | ')} |\n|---|${columns.map(() => '---').join('|')}|`)
  for (const row of rows) console.log(`| ${row} | ${columns.map((column) => show(cell(row, column))).join(' | ')} |`)
}

const bodyTable = (title, rule, extra) =>
  table(title, COUNTS, Object.keys(SIZES), (count, size) => {
    const body = bodyOf(SIZES[size], extra)
    const rules = createBodyRules(compileBodyRules(list(count, rule)))
    return median(() =>
      finish(rules.apply(body(), { clock: CLOCK, apart: anthropicMessages.apart, applied: () => undefined })),
    )
  })

bodyTable('Body, text rules that do not hit', (n) => ({
  match: 'text',
  op: 'remove',
  source: `token-${n * 7919}-secret`,
}))
bodyTable('Body, expressions with a fixed part that do not hit', (n) => ({
  op: 'remove',
  source: `sk-ant-${n}[A-Za-z0-9_-]{20,}`,
}))
bodyTable('Body, expressions without a fixed part that do not hit', (n) => ({
  op: 'remove',
  source: `[0-9]{${8 + (n % 9)}}[a-z]{${1 + n}}`,
}))
bodyTable(
  'Body, text rules of which one hits once',
  (n) => ({ match: 'text', op: 'replace', target: 'x', source: `here-${n}!` }),
  'here-0!',
)
bodyTable(
  'Body, expressions of which one hits once',
  (n) => ({ op: 'remove', source: `here-${n}![a-z]+` }),
  'here-0!abc',
)

const head = { service: 'claude', method: 'POST', path: '/v1/messages', query: 'beta=true' }
const ENDPOINT = {
  exact: (n) => ({ path: `/v1/thing-${n}` }),
  prefix: (n) => ({ prefix: `/v1/thing-${n}/` }),
  'regex with a fixed part': (n) => ({ regex: `^/v1/thing-${n}(/|$)` }),
  'regex without': (n) => ({ regex: `^/v[2-9]/[a-z]{${1 + n}}$` }),
}
table('Endpoint (does not depend on the body)', [0, 1, 10, 100, 200], Object.keys(ENDPOINT), (count, kind) => {
  const find = compileEndpointRules({ enabled: true, rules: list(count, ENDPOINT[kind]) })
  return median(() => list(100, () => find(head))) / 100
})

const headers = list(30, (n) => [`X-Header-${n}`, 'value']).flat()
table('Header, on 30 headers of which none hits', COUNTS, ['per request'], (count) => {
  const rewriter = header.compile({ enabled: true, blocked_headers: list(count, (n) => `x-blocked-${n}`) })
  const input = { headers, trace: { change: () => undefined } }
  return median(() => list(100, () => rewriter.apply(input))) / 100
})

table(
  'Route: find the model, match it, splice it (the last rule matches)',
  COUNTS,
  Object.keys(SIZES),
  (count, size) => {
    const body = bodyOf(SIZES[size])
    const rules = list(count, (n) => ({
      source: n === count - 1 ? 'claude-sonnet-*' : `other-${n}-*`,
      target: 'new-model',
    }))
    const routing = compileRouting(
      { mode: 'model-mapping', modelMappings: { claude: rules }, configMappings: {} },
      'claude',
    )
    return median(() => {
      const given = body()
      scanEdges(given, ['model', 'metadata'])
      const change = routing.remodel('claude-sonnet-4-5', 'a')
      if (change !== undefined) finish(withModel(given, 'model', change.target))
    })
  },
)

console.log('\nCatastrophic expressions on 1 MB of one letter\n\n| expression | time |\n|---|---|')
for (const source of ['(a+)+$', '(a|aa)+$', '(a*)*b', '(x+x+)+y']) {
  const text = Buffer.from(`${'a'.repeat(1e6)}!`)
  console.log(
    `| \`${source.replaceAll('|', '\\|')}\` | ${show(median(() => [...compilePattern(source).matches(text)]))} |`,
  )
}
