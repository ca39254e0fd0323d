/** Requests with secrets through the whole chain in memory, and everything that is kept or told of them. */
import type { ByteSource } from '../../src/codec/bytes/byte-source.ts'
import type { ClientService } from '../../src/proxy/exchange/service.ts'
import { maskDocument } from '../../src/store/documents/mask.ts'
import { inForce, upstreamOf } from './exchange.ts'
import { type MemoryProxy, proxyInMemory } from './proxy-in-memory.ts'
import { type Answer, jsonReply } from './wire.ts'

export const KEY = 'sk-ant-api03-Zk3v9Qw7Lr2Xb8Nc5Md1Tf6Hj4Ps0Yg-Ua2Ei7Ro9Wq5'
export const PASSWORD = 'gX7!kQ2m#Lp9vR4t'
export const ENV = `# settings\nANTHROPIC_API_KEY=${KEY}\nDB_PASSWORD=${PASSWORD}\n`

export const readAll = (body: ByteSource | undefined): Promise<string> =>
  new Promise((resolve, reject) => {
    if (body === undefined) return resolve('')
    const chunks: Uint8Array[] = []
    body.start({
      write: (chunk) => chunks.push(Buffer.from(chunk)) > 0,
      end: () => resolve(Buffer.concat(chunks).toString('utf8')),
      fail: reject,
    })
  })

export const sentBody = ({ wire }: MemoryProxy, index: number): string =>
  Buffer.concat(wire.sent[index]?.body.chunks ?? []).toString('utf8')

/** Everything that is kept or told of a request, in one text. */
export const traces = ({ records, events, log }: MemoryProxy): string =>
  JSON.stringify([
    records.map((record) => ({
      ...record,
      request: Buffer.concat(record.request.chunks).toString('utf8'),
      sent: Buffer.concat(record.sent?.chunks ?? []).toString('utf8'),
      response: Buffer.concat(record.response.chunks).toString('utf8'),
    })),
    events,
    log,
  ])

export const maskingProxy = (
  answers: readonly Answer[],
  settings: object = {},
  { service, upstream = {} }: { service?: ClientService; upstream?: object } = {},
) =>
  proxyInMemory({
    answers,
    ...(service && { service }),
    pool: [upstreamOf('one', { active: true, ...(service && { protocol: service.protocol.id }), ...upstream })],
    values: inForce(maskDocument, { enabled: true, ...settings }),
  })

export const toolResult = (content: string, more: object = {}): string =>
  JSON.stringify({
    model: 'm',
    messages: [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content }] }],
    ...more,
  })

/** Answers with what it was sent, as a text. */
export const echo: Answer = (request) => {
  const text = Buffer.concat(request.body.chunks).toString('utf8')
  return jsonReply({ type: 'message', content: [{ type: 'text', text }] })
}
