import fc from 'fast-check'
import { expect, it } from 'vitest'
import { RawJson } from '../../codec/json/exact-json.ts'
import {
  CARRIER_BYTES_MARK,
  carriedReasoning,
  carrierAsBytes,
  carrierFromBytes,
  isCarrier,
  packCarrier,
  unpackCarrier,
} from './carrier.ts'
import { Losses } from './loss.ts'

it('carries an item byte for byte', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(3), (text, indent) => {
      const item = new RawJson(JSON.stringify(JSON.parse(text), null, indent))
      const carrier = packCarrier({ protocol: 'messages', item }, 'model')
      expect(carrier).toMatch(/^clp1\.[\w-]+$/)
      expect(unpackCarrier(carrier)).toEqual({ protocol: 'messages', item })
    }),
  )
})

it.each([
  'c2lnbmF0dXJl',
  'clp1.',
  'clp1.%%%',
  `clp1.${Buffer.from('{"p":"other","v":"{}"}').toString('base64url')}`,
  `clp1.${Buffer.from('{"p":"chat","v":"no JSON"}').toString('base64url')}`,
  `clp1.${'A'.repeat(1_100_000)}`,
])('gives nothing back that is damaged, too long or not its own', (text) => {
  expect(unpackCarrier(text.slice(0, 1_200_000))).toBeUndefined()
})

it('tells of a damaged carrier, and keeps what was shown', () => {
  const losses = new Losses()
  expect(carriedReasoning('clp1.x', 'shown', losses)).toEqual({ type: 'reasoning', text: 'shown' })
  expect(losses.list).toMatchObject([{ what: 'carrier-stripped', severity: 'noted' }])
  expect([isCarrier('clp1.x'), isCarrier('x'), isCarrier(undefined)]).toEqual([true, false, false])
})

it('is standard Base64 where a field holds bytes, and is found again in either alphabet', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const carrier = packCarrier({ protocol: 'chat', item: new RawJson(JSON.stringify({ text })) }, 'm')
      const bytes = carrierAsBytes(carrier)
      expect(Buffer.from(bytes, 'base64').toString('base64')).toBe(bytes)
      expect(bytes.startsWith(CARRIER_BYTES_MARK)).toBe(true)
      // Clients that keep bytes write them again, Google's for Python in the alphabet of URLs.
      const rewritten = Buffer.from(bytes, 'base64').toString('base64url')
      expect([bytes, rewritten].map(carrierFromBytes)).toEqual([carrier, carrier])
    }),
  )
  expect(carrierFromBytes('c2lnbmF0dXJl')).toBe('c2lnbmF0dXJl')
})
