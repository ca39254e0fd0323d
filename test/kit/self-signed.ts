/** A certificate for loopback that signs itself, made afresh so that no key lies in the repository. Written in DER by hand (RFC 5280): Node makes keys but no certificates. */
import { generateKeyPairSync, sign } from 'node:crypto'

export interface SelfSigned {
  /** PEM. */
  readonly key: string
  readonly cert: string
}

/** Valid for 127.0.0.1, localhost and the name of the shipped configurations, from 2020 to 2049. */
export const selfSigned = (): SelfSigned => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const body = sequence(
    tagged(0xa0, integer(2)),
    integer(4711),
    ECDSA_WITH_SHA256,
    NAME,
    sequence(time('200101000000Z'), time('491231235959Z')),
    NAME,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(extension('551d11', ALTERNATIVE_NAMES), extension('551d13', sequence(boolean(true))))),
  )
  const der = sequence(body, ECDSA_WITH_SHA256, bitString(sign('sha256', body, privateKey)))
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert: pem(der) }
}

const tagged = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => tagged(0x30, ...parts)
const integer = (value: number): Buffer => tagged(0x02, Buffer.from(value < 128 ? [value] : [value >> 8, value & 0xff]))
const boolean = (value: boolean): Buffer => tagged(0x01, Buffer.from([value ? 0xff : 0]))
const identifier = (hex: string): Buffer => tagged(0x06, Buffer.from(hex, 'hex'))
const time = (text: string): Buffer => tagged(0x17, Buffer.from(text))
const bitString = (bytes: Uint8Array): Buffer => tagged(0x03, Buffer.from([0]), bytes)
const extension = (hex: string, value: Uint8Array): Buffer => sequence(identifier(hex), tagged(0x04, value))

const ECDSA_WITH_SHA256 = sequence(identifier('2a8648ce3d040302'))
/** CN=localhost. */
const NAME = sequence(tagged(0x31, sequence(identifier('550403'), tagged(0x0c, Buffer.from('localhost')))))
const ALTERNATIVE_NAMES = sequence(
  tagged(0x82, Buffer.from('localhost')),
  tagged(0x82, Buffer.from('clp.example.org')),
  tagged(0x87, Buffer.from([127, 0, 0, 1])),
)

const pem = (der: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}/g, '$&\n').trimEnd()}\n-----END CERTIFICATE-----\n`
