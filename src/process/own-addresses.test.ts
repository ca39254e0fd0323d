import { hostname, networkInterfaces } from 'node:os'
import { expect, it } from 'vitest'
import { createOwnAddresses } from './own-addresses.ts'

const own = createOwnAddresses()
for (const port of [3210, 80, 0]) own.add(port)
const [somewhere] = Object.values(networkInterfaces()).flatMap((list) =>
  list?.filter(({ family }) => family === 'IPv4'),
)

it.each([
  ...[
    'http://127.0.0.1:3210',
    'http://127.9.9.9:3210/v1',
    'http://localhost:3210/',
    'http://LOCALHOST.:3210',
    'http://x.localhost:3210',
  ],
  ...[
    'http://[::1]:3210',
    'http://[::ffff:127.0.0.1]:3210',
    'http://0.0.0.0:3210',
    'http://0:3210',
    'http://2130706433:3210',
  ],
  ...[`http://${hostname()}:3210`, `http://${somewhere?.address}:3210`, 'http://localhost', 'https://localhost:3210'],
])('%s leads back to CLP', (address) => {
  expect(own.has(address)).toBe(true)
})

it.each([
  'http://127.0.0.1:3999',
  'http://api.example.org:3210',
  'http://localhost:0',
  'https://localhost',
  'localhost:3210',
  '',
])('%s does not', (address) => {
  expect(own.has(address)).toBe(false)
})
