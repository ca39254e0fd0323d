/** Opens the port of every service, over the proxy that was assembled, and that of the UI. */
import type { AdminServer } from '../../admin/server.ts'
import type { ServiceInfo } from '../../contract/service.ts'
import { type Environment, serviceBinding, uiBinding } from '../../process/options.ts'
import type { ClientService } from '../../proxy/exchange/service.ts'
import { accessDocument } from '../../store/documents/access.ts'
import { checkExposure } from '../listening/exposure.ts'
import { type Listener, type ListenerOptions, listen } from '../listening/listener.ts'
import { serveUpgrade } from '../listening/upgrade.ts'
import type { Parts } from './parts.ts'

/** Takes upgrades on the ports of services: the live sockets of the UI. */
type Upgrades = Pick<AdminServer, 'upgradeService'>

/** Opens the port of every service, if it may be reached at all. Throws `StartFailure` when one cannot be had. */
export const openServices = async (
  parts: Parts,
  environment: Environment,
  upgrades: Upgrades,
): Promise<readonly ServiceInfo[]> => {
  warnOfExposure(parts)
  for (const service of parts.services) {
    parts.running.push(await openService(parts, service, { environment, upgrades }))
  }
  return parts.running
}

const warnOfExposure = ({ planned, stores, exposure, log }: Parts): void => {
  const accessOn = stores.config.snapshot().get(accessDocument).enabled
  const open = checkExposure(planned, stores.access, { allowOpen: exposure.allowOpen, accessOn })
  for (const { service, host } of open) log.write('warn', service, `Listens on ${host} without asking for a token`)
}

interface Opening {
  readonly environment: Environment
  readonly upgrades: Upgrades
}

const openService = async (
  parts: Parts,
  service: ClientService,
  { environment, upgrades }: Opening,
): Promise<ServiceInfo> => {
  const { host, port, portVariable } = serviceBinding(environment, service)
  const serve = parts.proxy.serve(service)
  const { id, label, client } = service
  const listener = await openListener(parts, id, {
    name: label,
    host,
    port,
    variable: portVariable,
    request: serve,
    budget: parts.budget,
    upgrade: (request, socket, head) => {
      if (!upgrades.upgradeService(id, { request, socket, head })) serveUpgrade(serve, request, socket)
    },
  })
  return { id, label, client, address: listener.address, port: listener.port }
}

/** Opens the port of the UI and returns its address. Throws `StartFailure` when it cannot be had. */
export const openAdminListener = async (
  parts: Parts,
  admin: Pick<AdminServer, 'requestListener' | 'upgrade'>,
  environment: Environment,
): Promise<string> => {
  const { host, port, portVariable } = uiBinding(environment)
  const listener = await openListener(parts, 'ui', {
    name: 'UI',
    host,
    port,
    variable: portVariable,
    request: admin.requestListener,
    upgrade: admin.upgrade,
  })
  parts.origin.uiPort = listener.port
  parts.ui = listener.address
  return listener.address
}

/** Opens a port, or goes on with the socket that was handed over for it. Throws `StartFailure` when it cannot be had. */
export const openListener = async (
  parts: Pick<Parts, 'listeners' | 'inherited' | 'own'>,
  name: string,
  options: ListenerOptions,
): Promise<Listener> => {
  const key = { name, host: options.host, port: options.port }
  const listener = await listen({ ...options, inherited: parts.inherited(key) })
  parts.own.add(listener.port)
  parts.listeners.push({ key, listener })
  return listener
}
