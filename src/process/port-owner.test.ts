import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { commandLineOf, findPortOwner, listeningInodes } from './port-owner.ts'

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0C8A 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 11111 1 0 100 0 0 10 0
   1: 0100007F:0C8A 0100007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 22222 1 0 100 0 0 10 0
   2: 00000000:0CE4 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 33333 1 0 100 0 0 10 0
`

describe('port owner', () => {
  it('reads the inodes of listening sockets only', () => {
    expect(listeningInodes(TABLE, 3210)).toEqual(['11111'])
    expect(listeningInodes(TABLE, 3300)).toEqual(['33333'])
    expect(listeningInodes(TABLE, 3211)).toEqual([])
    expect(listeningInodes('', 3210)).toEqual([])
  })

  it.runIf(process.platform === 'linux')('names the program that listens', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    expect(await findPortOwner(port)).toMatchObject({ pid: process.pid, commandLine: expect.stringContaining('node') })
    await new Promise((resolve) => server.close(resolve))
    expect(await findPortOwner(port)).toBeUndefined()
  })

  it('shrugs where the tools of the system are missing', async () => {
    expect(await findPortOwner(1, 'win32')).toBeUndefined()
  })

  it('has no command line for a process that is not there', async () => {
    expect(await commandLineOf(2 ** 30)).toBe('')
  })
})
