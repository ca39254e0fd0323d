/** Texts full of places where secrets could begin: what is looked at grows with them and no faster, in slices, up to a bound. */
import { describe, expect, it } from 'vitest'
import { finish } from '../../codec/work/work.ts'
import { Problem } from '../../edge/problem.ts'
import { kinds } from '../masks/index.ts'
import type { Kind } from '../masks/kind.ts'
import { samplesOf } from '../masks/masks.suite.ts'
import { createDetectors } from './detectors.ts'
import { LookBudget } from './look-budget.ts'
import { lookThrough } from './look-json.ts'

const detectors = createDetectors(kinds)

/** Made to begin something at every place, or to be looked at for as long as can be. */
const UNITS = [
  'AKIA',
  'AKIA\n',
  'eyJ',
  '-eyJ',
  '-eyJhbGciOiJI',
  'eyJaaaaaaaaaa.',
  'password=',
  'password="',
  'password=a1B2c3D4',
  'Password=x;Server=',
  'bearer ',
  'bearer a1',
  'cookie: ',
  'cookie: a=b; ',
  '-----BEGIN RSA PRIVATE KEY-----',
  '://a:b',
  'https://a:b@',
  'sk-',
  '.sk-',
  '-sk-ant-api03-',
  'AccountKey=',
  'hooks.slack.com/services/T',
  '密码：',
  'token = "',
  'ARK_API_KEY=',
  'a@b.',
  '13800138000',
  '京A',
  '\\',
  '\\u0041',
  '\\\\u003c',
  'aB3'.repeat(9),
  '.0a1b',
]

/** What a text takes: bytes that were looked at, and pauses. Whatever it is, either it is looked through or it is refused. */
const taken = (text: string): { readonly looked: number; readonly refused: boolean; readonly pauses: number } => {
  const bytes = Buffer.from(`{"a":"${text}"}`)
  const budget = new LookBudget(bytes.length)
  const work = lookThrough(bytes, [detectors], { texts: () => 'text', allow: new Set(), budget })
  let pauses = 0
  try {
    while (work.next().done !== true) pauses += 1
    return { looked: budget.spent, refused: false, pauses }
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 403) throw error
    return { looked: budget.spent, refused: true, pauses }
  }
}

const full = (unit: string, size: number): string => unit.replace(/"/g, '\\"').repeat(Math.ceil(size / unit.length))

describe('a text made to be looked at for long', () => {
  it.each(UNITS)('takes as much for each byte however long it is: %s', (unit) => {
    const [small, large] = [taken(full(unit, 20_000)), taken(full(unit, 160_000))]
    if (large.refused) return
    expect(large.looked).toBeLessThanOrEqual(8.8 * small.looked + 50_000)
  })

  it.each(UNITS)('pauses often: %s', (unit) => {
    const { looked, pauses } = taken(full(unit, 160_000))
    expect(pauses).toBeGreaterThanOrEqual(Math.floor(looked / 1_000_000))
  })

  it('is refused with a code that names the kind', () => {
    const text = full('-eyJ', 400_000)
    const budget = new LookBudget(text.length)
    expect(() => finish(detectors.inText(Buffer.from(text), budget))).toThrow(
      expect.objectContaining({
        reason: { code: 'secrets-too-costly', params: { kind: 'jwt' } },
        outcome: expect.objectContaining({ kind: 'blocked', filter: 'mask', status: 403 }),
      }),
    )
  })
})

it.each(kinds.map((kind) => [kind.id, kind] as const))(
  'looks through a list of nothing but secrets: %s',
  (_id, kind) => {
    const samples = samplesOf(kind)
    const lines = Array.from({ length: 1000 }, (_, index) => samples[index % samples.length]).join('\n')
    const budget = new LookBudget(lines.length)
    expect(finish(createDetectors(kinds).inText(Buffer.from(lines), budget)).length).toBeGreaterThanOrEqual(1000)
  },
)

it('looks through a page whose every sign is spelled by its number', () => {
  const page = '\\u003cli\\u003e\\u0026amp; a line of it\\u003c/li\\u003e '.repeat(30_000)
  const { refused } = taken(`${page} ${samplesOf(kinds[0] as Kind)[0]}`)
  expect(refused).toBe(false)
})
