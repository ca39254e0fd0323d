/** A CLP token in the path, in every spelling: refused, sent to nobody, written down nowhere. */
import { expect, test, vi } from 'vitest'
import { hashToken } from '../../../src/codec/text/token.ts'
import { clp, upstream } from '../../kit/clp.ts'
import { exchangeRaw, requestBytes } from '../../kit/raw-client.ts'
import { entry } from '../../kit/temp-home.ts'

const TOKEN = `clp_${'Path'.repeat(8)}`
const based = (text: string): string => Buffer.from(text).toString('base64url')
const percent = (text: string): string => [...text].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join('')

const SPELLINGS = {
  plain: `/${TOKEN}/v1/messages`,
  'behind other text': `/v1/x-${TOKEN}.json`,
  encoded: `/v1/${percent(TOKEN)}/x`,
  'encoded in part': `/v1/${TOKEN.replace('_', '%5F')}`,
  'encoded twice': `/v1/${TOKEN.replace('_', '%255f')}`,
  'in Base64': `/v1/${based(TOKEN)}`,
  'in Base64 behind a name': `/v1/${based(`u:${TOKEN}`)}`,
  'in Base64 behind two letters': `/v1/ab${based(TOKEN)}`,
  'as a parameter': `/v1/messages;token=${TOKEN}`,
}

test.each([true, false])('is refused whatever its spelling; access on: %s', async (enabled) => {
  const behind = await upstream((_, reply) => {
    reply.head(200)
    reply.end('{}')
  })
  const auth = { enabled, tokens: [{ token_hash: hashToken(TOKEN), name: 'me' }] }
  const here = await clp({ claude: { main: entry(behind.url, { active: true }) }, auth })
  for (const [spelling, path] of Object.entries(SPELLINGS)) {
    const headers = ['Host', 'localhost', 'Authorization', `Bearer ${TOKEN}`]
    const answer = await exchangeRaw(here.claude, requestBytes(`GET ${path}`, headers))
    expect([spelling, answer.status]).toEqual([spelling, 400])
    expect(answer.body.toString()).not.toContain('PathPath')
  }
  expect(behind.seen).toEqual([])
  const list = await vi.waitFor(async () => {
    const answer = await fetch(`${here.ui}/api/exchanges`, { headers: { 'x-api-key': TOKEN } })
    const text = await answer.text()
    expect((JSON.parse(text) as { items: unknown[] }).items).toHaveLength(Object.keys(SPELLINGS).length)
    return text
  })
  for (const path of Object.values(SPELLINGS)) expect(list).not.toContain(path.slice(4, -2))
})
