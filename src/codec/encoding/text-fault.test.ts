import { isUtf8 } from 'node:buffer'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { textFault } from './text-fault.ts'

const JSON_TYPE = 'application/json'
const hex = (text: string): Buffer => Buffer.from(text, 'hex')

describe('textFault', () => {
  it.each([
    ['UTF-8', Buffer.from('{"a":"密"}'), JSON_TYPE, undefined],
    ['UTF-8 with a mark', Buffer.from('\ufeff{}'), JSON_TYPE, undefined],
    ['no type at all', Buffer.from('{}'), '', undefined],
    ['a charset that is meant', Buffer.from('{}'), 'application/json; charset="UTF-8"', undefined],
    ['nothing', Buffer.alloc(0), JSON_TYPE, undefined],
    ['one byte', Buffer.from('1'), JSON_TYPE, undefined],
    ['UTF-16', Buffer.from('{"a":1}', 'utf16le'), JSON_TYPE, 'wide'],
    ['UTF-16 with a mark', Buffer.from('\ufeff{"a":1}', 'utf16le'), JSON_TYPE, 'wide'],
    ['UTF-16, the other way round', Buffer.from('\ufeff{"a":1}', 'utf16le').swap16(), JSON_TYPE, 'wide'],
    ['UTF-16, the other way round, without a mark', Buffer.from('{"a":1}', 'utf16le').swap16(), '', 'wide'],
    ['UTF-32', hex('7b0000007d000000'), JSON_TYPE, 'wide'],
    ['UTF-32, the other way round', hex('0000007b0000007d'), 'text/plain', 'wide'],
    ['UTF-32 with a mark', hex('0000feff0000007b'), JSON_TYPE, 'wide'],
    ['UTF-16 said to be no text', Buffer.from('{"a":1}', 'utf16le'), 'application/octet-stream', 'wide'],
    ['another charset', Buffer.from('{}'), 'application/json; charset=utf-16', 'charset'],
    ['UTF-7', Buffer.from('+AHs-'), 'application/json;charset=utf-7', 'charset'],
    ['two charsets', Buffer.from('{}'), 'application/json; charset=utf-8; charset=ibm037', 'charset'],
    ['Latin-1', Buffer.from('{"a":"é"}', 'latin1'), JSON_TYPE, 'not-utf8'],
    ['an overlong letter', hex('7b22c19422'), JSON_TYPE, 'not-utf8'],
    ['half a surrogate', hex('22eda08022'), JSON_TYPE, 'not-utf8'],
    ['gzip without a word', hex('1f8b0800000000000003'), JSON_TYPE, 'not-utf8'],
    ['zstd without a word', hex('28b52ffd0458'), '', 'not-utf8'],
    ['a picture', hex('89504e470d0a1a0a'), 'image/png', undefined],
    ['an MP4 film', hex('000000206674797069736f6d'), 'video/mp4', undefined],
    ['a HEIC picture', hex('000000246674797068656963'), 'image/heic', undefined],
    ['an AVIF picture', hex('0000001c667479706176'), 'IMAGE/AVIF; q=1', undefined],
    ['an icon', hex('00000100010010100000'), 'image/x-icon', undefined],
    ['a font', hex('0001000000120100'), 'font/ttf', undefined],
    ['MP3 with a synchronising mark', hex('fffe9064'), 'audio/mpeg', undefined],
    ['a message of gRPC', hex('00000000050a03'), 'application/grpc', undefined],
    ['a frame of Amazon', hex('0000007b00000022'), 'application/vnd.amazon.eventstream', undefined],
    ['a picture said to be of another charset', Buffer.from('{}'), 'image/png; charset=utf-16', 'charset'],
    ['parts', Buffer.concat([Buffer.from('--x\r\n\r\n'), hex('ff89')]), 'multipart/form-data; boundary=x', undefined],
  ])('of %s', (_title, bytes, type, fault) => {
    expect(textFault([bytes], type)).toBe(fault)
  })

  it('is the same however the bytes are cut', () => {
    const part = fc.oneof(
      fc.constantFrom('a', 'é', '密', '😀').map((text) => Buffer.from(text)),
      fc.constantFrom('c3', 'e5af', 'f09f98', '80', 'ff').map(hex),
    )
    fc.assert(
      fc.property(fc.array(part), fc.integer({ min: 1, max: 5 }), (parts, size) => {
        const bytes = Buffer.concat([Buffer.from('"abcd'), ...parts])
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
          bytes.subarray(at * size, (at + 1) * size),
        )
        expect(textFault(chunks, JSON_TYPE)).toBe(isUtf8(bytes) ? undefined : 'not-utf8')
      }),
      { numRuns: 3000 },
    )
  })
})
