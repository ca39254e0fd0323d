// WebSocket frames for the live socket: right ones, damaged ones, and none at all after the handshake.

import { sendRaw } from './raw.mjs'
import { mutate } from './values.mjs'

const handshake = (path) =>
  `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`

export const frameCase = async ({ random, draw, ports }) => {
  const frames = Array.from({ length: random.whole(0, 6) }, () => frame(random, payload(random, draw)))
  const bytes = Buffer.concat([
    Buffer.from(handshake(random.pick(['/ws/realtime', '/ws/realtime?chunks=0', '/ws/other']))),
    random.chance(0.5) ? Buffer.concat(frames) : mutate(random, Buffer.concat(frames)),
  ])
  const port = random.pick(ports)
  return { what: { port, frames: bytes.toString('latin1').slice(0, 2000) }, answer: await sendRaw(random, port, bytes) }
}

const payload = (random, draw) =>
  random.pick([
    () => Buffer.from('{"type":"ping"}'),
    () => Buffer.from('{"type":"snapshot"}'),
    () => Buffer.from('{"type":"chunks","wanted":false}'),
    () => Buffer.from(JSON.stringify(draw.json())),
    () => draw.bytes(200),
    () => Buffer.alloc(random.whole(0, 6000), 0x61),
  ])()

const frame = (random, data) => {
  const opcode = random.chance(0.6) ? 1 : random.whole(0, 15)
  const flags = random.chance(0.8) ? 0x80 : random.whole(0, 15) << 4
  const mask = random.chance(0.9) ? Buffer.from([1, 2, 3, 4]) : undefined
  const claimed = random.chance(0.9) ? data.length : random.whole(0, 2 ** 31)
  const length =
    claimed < 126 ? Buffer.from([claimed]) : claimed < 65_536 ? sized(126, 2, claimed) : sized(127, 8, claimed)
  if (mask !== undefined) length[0] |= 0x80
  const body = mask === undefined ? data : Buffer.from(data.map((byte, index) => byte ^ mask[index % 4]))
  return Buffer.concat([Buffer.from([flags | opcode]), length, mask ?? Buffer.alloc(0), body])
}

const sized = (mark, bytes, value) => {
  const buffer = Buffer.alloc(1 + bytes)
  buffer[0] = mark
  if (bytes === 2) buffer.writeUInt16BE(value, 1)
  else buffer.writeBigUInt64BE(BigInt(value), 1)
  return buffer
}
