/** Checks of the daemon: whether it runs and answers, what it left behind, whether it can listen. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { z } from 'zod'
import { isLocalHost } from '../../daemon/listening/exposure.ts'
import { findFormerClp } from '../../process/former-clp.ts'
import { lockHolder } from '../../process/lock.ts'
import type { Binding } from '../../process/options.ts'
import { findPortOwner } from '../../process/port-owner.ts'
import { checkIdentity } from '../../process/process-identity.ts'
import { readRunFile } from '../../process/run-file.ts'
import { packageVersion } from '../../process/version.ts'
import { defineCheck } from './check.ts'

export const daemonAnswers = defineCheck('daemon', ({ run, status }, found) => {
  if (run === undefined) return [found('info', 'asleep')]
  if (status === undefined) return [found('error', 'silent', { pid: run.pid })]
  const installed = packageVersion()
  return status.version === installed ? [] : [found('warning', 'version', { running: status.version, installed })]
})

export const formerClp = defineCheck('former-clp', async ({ cli }, found) => {
  const pids = await findFormerClp(cli.home)
  return pids.length === 0 ? [] : [found('error', 'alive', { pids: pids.join(' ') })]
})

export const staleRunFile = defineCheck('stale-run-file', async ({ cli, run }, found) => {
  const file = cli.home.pidFile
  if (run !== undefined || !existsSync(file)) return []
  const left = readRunFile(file)
  if (left !== undefined && (await checkIdentity(left)) !== 'gone') return []
  return [found('warning', 'stale', { file }, async () => rmSync(file, { force: true }))]
})

const claimSchema = z.object({ pid: z.number(), mark: z.string() })

export const staleLock = defineCheck('stale-lock', async ({ cli }, found) => {
  const folder = cli.home.lockFile
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.claim')) : []
  const dead = await Promise.all(names.map((name) => isDead(join(folder, name))))
  const count = dead.filter(Boolean).length
  // Whoever looks for the holder of the lock takes dead claims away.
  return count === 0
    ? []
    : [found('warning', 'stale', { folder, count }, async () => void (await lockHolder(cli.home)))]
})

const isDead = async (file: string): Promise<boolean> => {
  try {
    return (await checkIdentity(claimSchema.parse(JSON.parse(readFileSync(file, 'utf8'))))) === 'gone'
  } catch {
    return true
  }
}

export const ports = defineCheck('ports', async ({ places, placesFault, run, status }, found) => {
  if (placesFault !== '') return [found('error', 'unusable', { reason: placesFault })]
  const deaf = new Set(status?.services.filter(({ running }) => !running).map(({ id }) => id))
  const free = await Promise.all(
    places.map(async (place) => (run === undefined || deaf.has(place.service) ? isTaken(place) : false)),
  )
  const taken = places.filter((_, index) => free[index])
  return Promise.all(
    taken.map(async ({ port, label: what, portVariable: variable }) => {
      const owner = await findPortOwner(port)
      return owner === undefined
        ? found('error', 'taken', { port, what, variable })
        : found('error', 'takenBy', { port, what, variable, program: owner.program, pid: owner.pid })
    }),
  )
})

const isTaken = ({ host, port }: Binding): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'EADDRINUSE'))
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(false)))
  })

export const openDoor = defineCheck('open-door', ({ cli, places, access, run, status }, found) => {
  if (run !== undefined) {
    const notices = status?.notices.filter(({ code }) => code === 'open-door') ?? []
    return notices.map(({ params }) =>
      found('warning', 'open', { host: params['address'], service: params['service'] }),
    )
  }
  const meant = Boolean(cli.environment['CLP_ALLOW_OPEN'])
  return places
    .filter(({ host, service }) => !isLocalHost(host) && !(access.enabled && access.services[service] !== false))
    .map(({ host, service }) => found(meant ? 'warning' : 'error', 'open', { host, service }))
})

export const webUi = defineCheck('web-ui', ({ status }, found) =>
  status?.notices.some(({ code }) => code === 'web-missing') ? [found('warning', 'missing')] : [],
)
