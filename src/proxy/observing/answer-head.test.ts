import { describe, expect, it } from 'vitest'
import { cleanHead } from './answer-head.ts'

const asked = { origin: 'https://one.test', prefix: '/base', target: '/base/v1/messages', passRedirects: false }
const cleaned = (...headers: readonly string[]): readonly string[] =>
  cleanHead({ status: 200, statusMessage: '', headers, body: undefined }, asked).headers

describe('refresh', () => {
  it.each([
    ['5; url=/base/next', '5; url=/next'],
    ['5;URL="/base/next"', '5;URL=/next'],
    ["0,'/base/next' and more", '0,/next'],
    ['5 /base/next', '5 /next'],
    ['5', '5'],
    ['5; ', '5'],
  ])('stays within CLP: %s', (value, clean) => {
    expect(cleaned('Refresh', value)).toEqual(['Refresh', clean])
  })

  it.each([
    '0; url=https://evil.test/',
    '0 https://evil.test/',
    "0;url='//evil.test",
    '.5,url=/out',
    'x; url=/base/next',
  ])('goes when it leads out or says nothing: %s', (value) => {
    expect(cleaned('Refresh', value)).toEqual([])
  })

  it('is read in one pass, however many blanks and quotes it holds', () => {
    const begun = performance.now()
    for (const text of [`0;${' '.repeat(200_000)}x`, `0;url=${'" '.repeat(100_000)}`, ' '.repeat(200_000)]) {
      cleaned('Refresh', text)
    }
    expect(performance.now() - begun).toBeLessThan(2000)
  })
})

it.each(['Clear-Site-Data', 'Strict-Transport-Security', 'NEL', 'Report-To', 'Reporting-Endpoints'])(
  'what browsers keep for a whole host is not for an upstream to say: %s',
  (name) => {
    expect(cleaned(name, 'x', 'x-other', 'y')).toEqual(['x-other', 'y'])
  },
)

describe('a cookie', () => {
  it.each([
    'clp_session=x',
    ' __Host-clp_session=x',
    '=clp_session=x',
    ' = clp_session=x',
    '\t=__Secure-CLP_session=x',
  ])('of the name of CLP’s own goes: %s', (value) => {
    expect(cleaned('Set-Cookie', value)).toEqual([])
  })

  it('of any other name stays', () => {
    expect(cleaned('Set-Cookie', 'other=clp_session', 'X-Clp-Problem', 'x')).toEqual([
      'Set-Cookie',
      'other=clp_session',
    ])
  })
})
