/** Requests to an upstream of the client's own protocol: not a byte changes, unless something carried is inside. */

import { expect, test } from 'vitest'
import { nextRequest, openRequest, wholeAnswer } from '../../../test/kit/conversation.ts'
import { answer, ask } from '../../../test/kit/translation.ts'
import { RawJson } from '../../codec/json/exact-json.ts'
import { finish } from '../../codec/work/work.ts'
import { PROTOCOL_IDS, type ProtocolId } from '../../contract/protocol.ts'
import { carrierAsBytes, packCarrier } from '../canonical/carrier.ts'
import { stripCarriers } from './strip-carriers.ts'

const carrier = (protocol: ProtocolId | 'summary', item: string) =>
  packCarrier({ protocol, item: new RawJson(item) }, 'm')
const strip = (protocol: ProtocolId, text: string) => finish(stripCarriers(protocol, Buffer.from(text)))

test.each(PROTOCOL_IDS)('%s: nothing carried, the same bytes, whatever they are', (protocol) => {
  for (const text of [
    '{ "messages" : [ 1,2 ] }',
    'no JSON clp1.',
    '\xff',
    '{"messages":"clp1.","input":[{"text":"clp1."}]}',
  ]) {
    const body = Buffer.from(text, 'latin1')
    expect(finish(stripCarriers(protocol, body)).body).toBe(body)
  }
})

test('61: messages: its own thinking is unpacked byte for byte, that of others is cut out, the rest stays', () => {
  const own = '{"type":"thinking", "thinking":"é","signature":"c2Vj"}'
  const foreign = `{"type":"thinking","thinking":"x","signature":"${carrier('chat', '{"reasoning_content":"x"}')}"}`
  const kept = '{ "type":"text","text":"\\u00e9 12345678901234567890" , "n": 1.10}'
  const text = `{ "model" : "m", "messages":[{"role":"user","content":"é"},{"role":"assistant","content":[${foreign},{"type":"thinking","thinking":"é","signature":"${carrier('messages', own)}"},${kept}]},{"role":"assistant","content":[${foreign}]}], "x": [1 ,2]}`
  const { body, losses } = strip('messages', text)
  expect(body.toString()).toBe(
    `{ "model" : "m", "messages":[{"role":"user","content":"é"},{"role":"assistant","content":[${own},${kept}]}], "x": [1 ,2]}`,
  )
  expect(losses.map(({ what }) => what)).toEqual(['carrier-stripped'])
})

test('responses: its own items are unpacked, those of others go, a summary is text', () => {
  const own = '{"id":"rs_1", "type":"reasoning","summary":[],"encrypted_content":"c2Vj"}'
  const item = (sealed: string) => `{"type":"reasoning","summary":[],"encrypted_content":"${sealed}"}`
  const text = `{"input":[${item(carrier('responses', own))},${item(carrier('gemini', '{}'))},{"type":"compaction","encrypted_content":"${carrier('summary', '{"text":"all"}')}"}],"store":false}`
  const { body } = strip('responses', text)
  expect(body.toString()).toBe(
    `{"input":[${own},{"type":"message","role":"user","content":[{"type":"input_text","text":"Summary of the conversation so far:\\nall"}]}],"store":false}`,
  )
})

test('gemini: a part stays without a foreign signature, one that only bore it goes', () => {
  const sealed = carrier('messages', '{}')
  const text = `{"contents":[{"role":"model","parts":[{"text":"é","thoughtSignature":"${sealed}"},{"text":"","thoughtSignature":"${sealed}"}]}]}`
  expect(strip('gemini', text).body.toString()).toBe('{"contents":[{"role":"model","parts":[{"text":"é"}]}]}')
})

test('gemini: a carrier that its client wrote as bytes', () => {
  const sealed = carrierAsBytes(carrier('messages', '{}'))
  const own = carrierAsBytes(carrier('gemini', '{"thoughtSignature":"c2Vj"}')).replaceAll('+', '-').replaceAll('/', '_')
  const text = `{"contents":[{"parts":[{"text":"é","thoughtSignature":"${sealed}"},{"text":"","thought_signature":"${own}"}]}]}`
  expect(strip('gemini', text).body.toString()).toBe(
    '{"contents":[{"parts":[{"text":"é"},{"text":"","thoughtSignature":"c2Vj"}]}]}',
  )
})

test('chat: neither a carrier nor the reasoning that was shown beside it', () => {
  const text = `{"messages":[{"role":"assistant","content":"x","reasoning_content":"why","reasoning_details":[{"data":"${carrier('gemini', '{}')}"}]}]}`
  expect(strip('chat', text).body.toString()).toBe('{"messages":[{"role":"assistant","content":"x"}]}')
})

test('a damaged carrier is cut out too', () => {
  const text =
    '{"messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"","signature":"clp1.%%%"},{"type":"text","text":"x"}]}]}'
  expect(strip('messages', text).body.toString()).toBe(
    '{"messages":[{"role":"assistant","content":[{"type":"text","text":"x"}]}]}',
  )
})

test.each(PROTOCOL_IDS)('%s: after a leg on any other upstream, nothing of CLP reaches its own', (client) => {
  for (const upstream of PROTOCOL_IDS.filter((one) => one !== client)) {
    const asked = ask({ from: client, to: upstream, body: openRequest(client, 'begin') })
    const said = [
      { type: 'reasoning', text: 'why', secret: 'c2Vj' },
      { type: 'text', text: 'x' },
    ] as const
    const { text } = answer(asked, [Buffer.from(JSON.stringify(wholeAnswer(upstream, said, (name) => name)))])
    const next = nextRequest(client, openRequest(client, 'begin'), JSON.parse(text), 'on')
    expect(JSON.stringify(next)).toMatch(/clp1\.|Y2xwMS/)
    expect(strip(client, JSON.stringify(next)).body.toString()).not.toMatch(/clp1|Y2xwMS|c2Vj/)
  }
})
