import { expect, it } from 'vitest'
import { received, sending } from '../../test/kit/bodies.ts'
import { encode } from '../../test/kit/replies.ts'
import { viewed } from './viewed-reply.ts'

const reply = { status: 200, statusMessage: '', headers: ['Content-Encoding', 'gzip'] }

it('gives everybody who asks the same view, and the body once', async () => {
  const first = viewed({ ...reply, body: sending([encode('gzip', 'text')]) })
  const second = first && viewed({ ...first, headers: [] })
  expect(second?.view).toBe(first?.view)
  expect(second?.body).toBe(first?.body)
  const heard: Uint8Array[] = []
  second?.view.listen((bytes) => heard.push(bytes))
  expect((await received(second?.body)).bytes).toEqual(encode('gzip', 'text'))
  expect(Buffer.concat(heard).toString()).toBe('text')
})

it('undoes encodings that stand in several lines', async () => {
  const twice = encode('br', encode('gzip', 'text'))
  const headers = ['Content-Encoding', 'gzip', 'content-encoding', 'br']
  const made = viewed({ ...reply, headers, body: sending([twice]) })
  const heard: Uint8Array[] = []
  made?.view.listen((bytes) => heard.push(bytes))
  await received(made?.body)
  expect(Buffer.concat(heard).toString()).toBe('text')
})

it('has nothing to show of a reply without a body', () => {
  expect(viewed({ ...reply, body: undefined })).toBeUndefined()
})
