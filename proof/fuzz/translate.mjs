// Damaged answers of every language on their way through translation: no error that nobody catches, no endless work, and for the client
// exactly one end in its own language, a good one or an error. Runs the built library itself, without a daemon.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { finish } from '../../build/codec/work/work.js'
import { PROTOCOL_IDS } from '../../build/contract/protocol.js'
import { answerContext, openAnswer } from '../../build/protocol/translate/answer.js'
import { LANGUAGES } from '../../build/protocol/translate/languages.js'
import { writeProblem } from '../../build/protocol/translate/problem.js'
import { readRequest, writeRequest } from '../../build/protocol/translate/request.js'
import { faultsOf } from './translated-faults.mjs'
import { mutate } from './values.mjs'

/** Milliseconds that no answer of a few kilobytes may take. */
const SLOW = 3000

const TOOLS = [
  {
    name: 'Read',
    input_schema: {
      type: 'object',
      properties: { path: { type: 'string' }, n: { type: 'integer' }, all: { type: 'boolean' } },
    },
  },
  { name: 'mcp__server__a.tool/with odd characters', input_schema: { type: 'object', properties: {} } },
]
const REQUEST = { model: 'asked', max_tokens: 99, tools: TOOLS, messages: [{ role: 'user', content: 'go' }] }
const CUSTOM = {
  type: 'custom',
  name: 'apply_patch',
  format: { type: 'grammar', syntax: 'lark', definition: 'start: "x"' },
}

const value = (result) => {
  if (!result.ok) throw new Error(result.problem.message)
  return result.value
}
const read = (protocol, path, body) =>
  value(finish(readRequest({ protocol, path, query: '?alt=sse', header: () => undefined, body: JSON.stringify(body) })))
const profile = (model) => ({ host: 'other', model, repairs: [] })
const asked = read('messages', '/v1/messages', REQUEST)

/** The same question of a client of each language, streaming or not. */
const ask = (client, stream) => {
  const path = `/v1beta/models/asked:${stream ? 'streamGenerateContent' : 'generateContent'}`
  const body = JSON.parse(value(finish(writeRequest(asked, client, profile('gpt-5.2')))).body)
  if (client === 'responses') body.tools.push(CUSTOM)
  return read(client, path, client === 'gemini' ? body : { ...body, stream })
}
const ASKED = Object.fromEntries(
  PROTOCOL_IDS.map((client) => [client, [false, true].map((stream) => ask(client, stream))]),
)

/** Sound answers of each language: what its own writer makes of everything an answer can hold, and what services really sent. */
const written = (language) => {
  const out = []
  const upstream = value(finish(writeRequest(asked, language, profile('claude-sonnet-4-5'))))
  const context = answerContext({ request: ASKED[language][1], upstream, created: 1 })
  const writer = LANGUAGES[language].openWriter({ ...context, asArray: false, wantsUsage: true }, (text) =>
    out.push(text),
  )
  const carried = { protocol: language, item: { text: '{}' } }
  writer.begin()
  writer.reasoningStart()
  writer.reasoning('why 🙂')
  writer.reasoningNext()
  writer.reasoning('so')
  writer.reasoningEnd({ carrier: 'c2Vj', carried })
  writer.textStart('text')
  for (const text of ['Grüße ', '🙂\n"x"', ' \\ok']) writer.text(text)
  writer.textEnd()
  for (const [id, name] of ['Read', upstream.names.written(TOOLS[1])].entries()) {
    writer.callStart({ id: `call_${id}`, name, kind: 'function' })
    for (const piece of ['{"path":', '"a\\u00e9', '","n":12345678901234567890}']) writer.callArgs(piece)
    writer.callEnd(true)
  }
  const tokens = { input: 9, cacheRead: 1, cacheWrite: 1, cacheWrite1h: 0, output: 5, reasoning: 2 }
  writer.end({ stop: 'tool', tokens })
  return out.join('')
}

const STREAMS = fileURLToPath(new URL('../../test/streams', import.meta.url))
const NAMES = { messages: /^claude-(?!.*behind)/, responses: /^codex-(?!.*behind)/, chat: /^chat-/, gemini: /^gemini-/ }
const recorded = (language) =>
  readdirSync(STREAMS)
    .filter((name) => NAMES[language].test(name) && !name.endsWith('.expected.json'))
    .map((name) => readFileSync(join(STREAMS, name)))
    .filter(({ length }) => length < 60_000)

const SOUND = Object.fromEntries(
  PROTOCOL_IDS.map((language) => [language, [Buffer.from(written(language)), ...recorded(language)]]),
)

/** A stream with events left out, repeated, exchanged, or with another value somewhere inside. */
const disturbed = ({ random, draw }, bytes) => {
  const events = bytes.toString().split(/(?<=\n\n|\r\n\r\n)/)
  for (let count = random.whole(1, 4); count > 0; count -= 1) {
    const at = random.whole(0, events.length - 1)
    random.pick([
      () => events.splice(at, 1),
      () => events.splice(at, 0, events[at] ?? ''),
      () => events.splice(random.whole(0, events.length), 0, ...events.splice(at, random.whole(1, 3))),
      () => events.splice(at, 1, withOther({ random, draw }, events[at] ?? '')),
      () => events.splice(at, 0, random.pick(SOUND_EVENTS)),
      () => events.splice(at),
    ])()
  }
  return Buffer.from(events.join(''))
}

/** Events of all languages, to be put among those of one. */
const SOUND_EVENTS = PROTOCOL_IDS.flatMap((language) => SOUND[language].slice(0, 2)).flatMap((bytes) =>
  bytes.toString().split(/(?<=\n\n|\r\n\r\n)/),
)

const withOther = ({ random, draw }, event) => {
  const data = /^data: (.*)$/m.exec(event)?.[1]
  try {
    const root = JSON.parse(data)
    let place = root
    for (;;) {
      const key = random.pick(Object.keys(place))
      if (
        typeof place[key] === 'object' &&
        place[key] !== null &&
        Object.keys(place[key]).length > 0 &&
        random.chance(0.8)
      ) {
        place = place[key]
        continue
      }
      place[key] = random.pick([draw.json, draw.text, () => null, () => random.whole(-5, 5), () => undefined])()
      return event.replace(data, () => JSON.stringify(root))
    }
  } catch {
    return event
  }
}

const inPieces = (random, bytes) => {
  const chunks = []
  for (let at = 0; at < bytes.length; ) {
    const to = at + random.spread(1, 4000)
    chunks.push(bytes.subarray(at, to))
    at = to
  }
  return chunks
}

/** One answer. Gives what was wrong, or nothing. */
export const translateCase = (context) => {
  const { random } = context
  const upstream = random.pick(PROTOCOL_IDS)
  const client = random.pick(PROTOCOL_IDS.filter((language) => language !== upstream))
  const streams = random.chance(0.8)
  // Gemini streams without `alt=sse` are one JSON array.
  const isArray = client === 'gemini' && streams && random.chance(0.3)
  const request = { ...ASKED[client][Number(streams)], asArray: isArray }
  const sound = random.pick(SOUND[upstream])
  const bytes = random.pick([
    () => disturbed(context, sound),
    () => mutate(random, sound),
    () => mutate(random, disturbed(context, sound)),
    () => Buffer.concat([sound, random.pick(SOUND[upstream])]),
    () => context.draw.bytes(300),
  ])()
  const what = {
    key: `${client} on ${upstream}`,
    client,
    upstream,
    streams,
    bytes: bytes.toString('latin1').slice(0, 2500),
  }
  try {
    const asked = value(finish(writeRequest(request, upstream, profile('gemini-3-pro'))))
    const answer = openAnswer({ request, upstream: asked, created: 1 })
    const begun = performance.now()
    const out = []
    for (const chunk of inPieces(random, bytes)) {
      out.push(...answer.push(chunk))
      if (random.chance(0.1)) out.push(...answer.ping())
    }
    out.push(...finish(answer.end()), ...finish(answer.end()), ...answer.ping())
    const took = performance.now() - begun
    const text = Buffer.concat(out).toString()
    if (took > SLOW) return { ...what, fault: `took ${took.toFixed(0)} ms` }
    if (!answer.isOver) return { ...what, fault: 'is not over' }
    if (answer.problem === undefined) {
      const fault = faultsOf(isArray ? 'geminiArray' : client, text, streams)
      return fault === undefined ? undefined : { ...what, fault, text: text.slice(-1500) }
    }
    if (text !== '') return { ...what, fault: 'a status is due after bytes', text: text.slice(-1500) }
    const place = { client, streams, context: answerContext({ request, upstream: asked, created: 1 }) }
    const { status, body } = writeProblem(answer.problem, place)
    if (status === 200 ? !body.includes('response.failed') : !(status >= 400 && status < 600 && JSON.parse(body).error))
      return { ...what, fault: `the problem is told as ${status} ${body.slice(0, 300)}` }
    return undefined
  } catch (error) {
    return { ...what, fault: String(error?.stack ?? error).slice(0, 900) }
  }
}
