/** The shelf holds every kind that was asked for, and each has its true and its false samples in every setting. */
import { expect, it } from 'vitest'
import { finish } from '../../codec/work/work.ts'
import { createDetectors } from '../masking/detectors.ts'
import { LookBudget } from '../masking/look-budget.ts'
import { kinds } from './index.ts'
import type { Kind } from './kind.ts'
import { SETTINGS, samplesOf } from './masks.suite.ts'

/** By family, in the order of the specification. */
const TABLE = {
  models:
    'anthropic-key openai-key openai-project-key sk-key relay-key gemini-key openrouter-key groq-key xai-key huggingface-token replicate-token zhipu-key nvidia-key perplexity-key bedrock-key',
  clouds:
    'aws-access-key aliyun-access-key tencent-secret-id gcp-oauth azure-storage-key azure-client-secret baidu-key volcengine-key cloudflare-token digitalocean-token databricks-token',
  code: 'github-token gitlab-token gitee-token npm-token pypi-token docker-token vault-token supabase-key',
  services:
    'slack-token slack-webhook discord-token telegram-bot-token stripe-key sendgrid-key twilio-key feishu-secret wecom-webhook dingtalk-webhook wechat-secret notion-token linear-key',
  general: 'private-key jwt basic-auth-url connection-string bearer-header cookie-header assignment high-entropy',
  persons: 'email phone-cn phone-e164 id-cn bank-card ipv4-private plate-cn',
} as const

const EACH = 12

it.each(Object.entries(TABLE))('has all kinds of the family %s', (family, ids) => {
  const here = kinds.filter((kind) => kind.family === family).map(({ id }) => id)
  expect(here).toEqual(expect.arrayContaining(ids.split(' ')))
})

it('leaves off at first what tells of persons, and what only looks like chance', () => {
  const off = kinds.filter(({ byDefault }) => !byDefault).map(({ id }) => id)
  expect(off.sort()).toEqual([...TABLE.persons.split(' '), 'high-entropy'].sort())
})

/** The sample as people write it where no secret is: what would be found in it is crossed out. */
const crossedOut = (sample: string, found: readonly { readonly start: number; readonly end: number }[]): string => {
  const bytes = Buffer.from(sample)
  // Between the lines of a key stands Base64, of which crosses are a part.
  for (const { start, end } of found) bytes.fill(sample.startsWith('-----BEGIN') ? '.' : 'x', start, end)
  return bytes.toString()
}

it.each(kinds.map((kind): readonly [string, Kind] => [kind.id, kind]))(
  'counts twelve true and twelve false samples in five settings: %s',
  (_id, kind) => {
    const { inText } = createDetectors([kind])
    const found = (text: string) => finish(inText(Buffer.from(text), new LookBudget(text.length)))
    const samples = samplesOf(kind)
    const settings = Object.values(SETTINGS)
    const truly = samples.flatMap((sample) => settings.filter((set) => found(set(sample)).length > 0))
    const falsely = samples.map((sample) => crossedOut(sample, found(`${sample}\n`)))
    expect(new Set(samples).size).toBe(EACH)
    expect(settings).toHaveLength(5)
    expect(truly).toHaveLength(EACH * settings.length)
    const wrong = falsely.flatMap((text) => settings.map((set) => set(text)).filter((set) => found(set).length > 0))
    expect(wrong).toEqual([])
  },
)
