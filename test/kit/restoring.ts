/** Answers with placeholders in them through what puts them back, whole and in pieces, and what of them the client gets. */
import { type ByteSource, bytesSource } from '../../src/codec/bytes/byte-source.ts'
import { createPacer } from '../../src/codec/work/work.ts'
import { systemClock } from '../../src/contract/clock.ts'
import type { Reply } from '../../src/edge/reply.ts'
import { protocols } from '../../src/protocol/index.ts'
import { createMint } from '../../src/proxy/masking/placeholder.ts'
import { kinds } from '../../src/proxy/masks/index.ts'
import { foundBy, samplesOf } from '../../src/proxy/masks/masks.suite.ts'
import { createPlaceholderFinder } from '../../src/proxy/restoring/find-placeholders.ts'
import { restoredReply } from '../../src/proxy/restoring/restored-reply.ts'

const mint = createMint(Buffer.alloc(32, 1))

interface Pair {
  readonly kind: string
  readonly secret: string
  readonly placeholder: string
  readonly form: { readonly head: string; readonly tail: string }
}

/** One secret of every kind, and what stands in its place. */
export const PAIRS: readonly Pair[] = kinds.flatMap((kind) => {
  const found = foundBy([kind], samplesOf(kind)[0] ?? '')[0]
  if (found === undefined) return []
  const { text, head, tail } = mint(found.form, found.secret)
  return [{ kind: kind.id, secret: found.secret.toString('utf8'), placeholder: text, form: { head, tail } }]
})
/** With signs that JSON must escape. */
export const ODD = 'pa"ss\\wörd\n密1'
export const odd = mint({ head: 'clp-secret-', tail: '' }, Buffer.from(ODD))
export const ALL = [...PAIRS, { kind: 'odd', secret: ODD, placeholder: odd.text, form: odd }]

const finder = createPlaceholderFinder(
  [...new Map(ALL.map(({ form }) => [form.head, form])).values()],
  (text) => ALL.find(({ placeholder }) => placeholder === text)?.secret,
)

const collected = (body: ByteSource | undefined): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = []
    body?.start({
      write: (chunk) => chunks.push(Buffer.from(chunk)) > 0,
      end: () => resolve(Buffer.concat(chunks)),
      fail: reject,
    })
  })

export type ProtocolName = keyof typeof protocols

export const restored = async (name: ProtocolName, chunks: readonly Uint8Array[], headers: readonly string[] = []) => {
  const reply: Reply = { status: 200, statusMessage: '', headers, body: bytesSource(chunks) }
  const { texts } = protocols[name]
  const listener = { restored: () => undefined, unknown: () => undefined }
  let gaveUp = 0
  const given = restoredReply(reply, {
    texts: texts.answer,
    finder,
    listener,
    pace: createPacer(systemClock),
    gaveUp: () => {
      gaveUp += 1
    },
    over: () => undefined,
  })
  return { text: (await collected(given.body)).toString('utf8'), headers: given.headers, gaveUp }
}

export const sse = (...events: readonly unknown[]): string =>
  events.map((event) => (typeof event === 'string' ? event : `data: ${JSON.stringify(event)}\n\n`)).join('')

// biome-ignore lint/suspicious/noExplicitAny: events of any protocol
export type Event = any

export const joined = (events: readonly Event[], pick: (event: Event) => unknown): string =>
  events.map((event) => pick(event) ?? '').join('')

export const eventsOf = (text: string): Event[] =>
  text
    .split('\n\n')
    .map((event) => /^data: ([\s\S]*)$/m.exec(event)?.[1])
    .flatMap((data) => (data === undefined || data === '[DONE]' ? [] : [JSON.parse(data)]))

export const halves = (text: string): readonly (readonly string[])[] =>
  Array.from({ length: text.length + 1 }, (_, at) => [text.slice(0, at), text.slice(at)])
