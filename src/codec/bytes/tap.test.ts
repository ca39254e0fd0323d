import { describe, expect, test } from 'vitest'
import { tap } from './tap.ts'

const scripted = () => {
  const calls: string[] = []
  let sink: Parameters<ReturnType<typeof tap>['start']>[0] | undefined
  return {
    calls,
    sink: () => sink!,
    source: {
      start: (receiver: NonNullable<typeof sink>) => {
        sink = receiver
      },
      pause: () => calls.push('pause'),
      resume: () => calls.push('resume'),
      cancel: () => calls.push('cancel'),
    },
  }
}

const receiver = (answer = true) => {
  const got: string[] = []
  return {
    got,
    sink: {
      write: (chunk: Uint8Array) => {
        got.push(Buffer.from(chunk).toString())
        return answer
      },
      end: () => got.push('end'),
      fail: (error: Error) => got.push(`fail ${error.message}`),
    },
  }
}

describe('tap', () => {
  test("hands on the very same chunk and the receiver's wish to pause", () => {
    const { source, sink } = scripted()
    const seen: Uint8Array[] = []
    const { sink: slow } = receiver(false)
    tap(source, { chunk: (chunk) => seen.push(chunk) }).start(slow)
    const chunk = Buffer.from('abc')
    expect(sink().write(chunk)).toBe(false)
    expect(seen[0]).toBe(chunk)
  })

  test('reports exactly one ending, whichever comes first', () => {
    const { source, sink, calls } = scripted()
    const endings: string[] = []
    const observed = tap(source, {
      ended: () => endings.push('ended'),
      failed: () => endings.push('failed'),
      cancelled: () => endings.push('cancelled'),
    })
    const { sink: client, got } = receiver()
    observed.start(client)
    sink().fail(new Error('cut'))
    observed.cancel()
    expect(endings).toEqual(['failed'])
    expect(got).toEqual(['fail cut'])
    expect(calls).toEqual(['cancel'])
  })

  test('takes cancelling through to the source', () => {
    const { source, calls } = scripted()
    const endings: string[] = []
    const observed = tap(source, { cancelled: () => endings.push('cancelled') })
    observed.cancel()
    observed.pause()
    observed.resume()
    expect(calls).toEqual(['cancel', 'pause', 'resume'])
    expect(endings).toEqual(['cancelled'])
  })
})
