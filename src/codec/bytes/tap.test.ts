import { describe, expect, test } from 'vitest'
import { recordingSink, scriptedSource } from '../../../test/kit/bodies.ts'
import { tap } from './tap.ts'

describe('tap', () => {
  test("hands on the very same chunk and the receiver's wish to pause", () => {
    const { source, sink } = scriptedSource()
    const seen: Uint8Array[] = []
    const { sink: slow } = recordingSink(false)
    tap(source, { chunk: (chunk) => seen.push(chunk) }).start(slow)
    const chunk = Buffer.from('abc')
    expect(sink().write(chunk)).toBe(false)
    expect(seen[0]).toBe(chunk)
  })

  test('reports exactly one ending, whichever comes first', () => {
    const { source, sink, calls } = scriptedSource()
    const endings: string[] = []
    const observed = tap(source, {
      ended: () => endings.push('ended'),
      failed: () => endings.push('failed'),
      cancelled: () => endings.push('cancelled'),
    })
    const { sink: client, endings: got } = recordingSink()
    observed.start(client)
    sink().fail(new Error('cut'))
    observed.cancel()
    expect(endings).toEqual(['failed'])
    expect(got).toEqual(['fail cut'])
    expect(calls).toEqual(['start', 'cancel'])
  })

  test('takes cancelling through to the source', () => {
    const { source, calls } = scriptedSource()
    const endings: string[] = []
    const observed = tap(source, { cancelled: () => endings.push('cancelled') })
    observed.cancel()
    observed.pause()
    observed.resume()
    expect(calls).toEqual(['cancel', 'pause', 'resume'])
    expect(endings).toEqual(['cancelled'])
  })

  test('lets all who watch share one pass: nobody is wrapped, the first hears first, and each hears every ending once', () => {
    const { source, sink, calls } = scriptedSource()
    const heard: string[] = []
    const first = tap(source, { chunk: () => heard.push('first'), over: () => heard.push('first over') })
    const second = tap(first, { chunk: () => heard.push('second'), ended: () => heard.push('second ended') })
    expect(second).toBe(first)
    const { sink: client, endings } = recordingSink()
    second.start(client)
    sink().write(Buffer.from('abc'))
    sink().end()
    second.cancel()
    expect(heard).toEqual(['first', 'second', 'first over', 'second ended'])
    expect(endings).toEqual(['end'])
    expect(calls).toEqual(['start', 'cancel'])
  })
})
