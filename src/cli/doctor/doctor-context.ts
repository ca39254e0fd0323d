/** Looks once at all that the checks of `clp doctor` want to know. Nothing here fails because something is wrong: that is what is looked for. */
import { type Status, statusSchema } from '../../contract/api/status.ts'
import type { Upstream } from '../../contract/upstream.ts'
import { type Environment, serviceBinding, uiBinding } from '../../process/options.ts'
import type { ClientService } from '../../proxy/exchange/service.ts'
import { readAttachments } from '../../setup/attach/attach-journal.ts'
import { accessDocument } from '../../store/documents/access.ts'
import { documents } from '../../store/documents/index.ts'
import { type DaemonClient, findDaemon } from '../api/api-client.ts'
import { withConfig } from '../api/documents.ts'
import type { CheckContext } from '../checks/check.ts'
import { type Reach, reachUrl } from '../checks/reach.ts'
import { clientViews } from '../clients/attach-status.ts'
import type { Cli } from '../context/cli.ts'
import { CliError } from '../context/exit.ts'

export const gatherContext = async (cli: Cli): Promise<CheckContext> => {
  const [services, daemon] = await Promise.all([cli.services(), findDaemon(cli)])
  const written = await withConfig(cli, documents, (config) => {
    const snapshot = config.snapshot()
    const pools = new Map(services.map(({ id }) => [id, snapshot.pool(id)]))
    return { pools, access: snapshot.get(accessDocument), rejections: config.rejections(), faults: config.faults() }
  })
  const pool = (service: string): readonly Upstream[] => written.pools.get(service) ?? []
  return {
    cli,
    nodeVersion: process.versions.node,
    platform: process.platform,
    littleSpace: LITTLE_SPACE,
    services,
    pool,
    upstreams: services.flatMap(({ id }) => pool(id).filter(({ enabled }) => enabled)),
    rejections: written.rejections,
    faults: written.faults,
    access: written.access,
    clients: (await clientViews(cli)).filter((view) => services.some(({ id }) => id === view.service.id)),
    journalFault: faultOf(() => readAttachments(cli.home)),
    ...placesOf(cli, services, daemon),
    run: daemon?.run,
    status: await statusOf(daemon),
    reach: reachOnce(cli.environment),
  }
}

const LITTLE_SPACE = 256 * 1024 * 1024

/** Longest wait for a daemon that may hang, in ms. */
const PATIENCE_MS = 5000

const statusOf = async (daemon: DaemonClient | undefined): Promise<Status | undefined> => {
  try {
    return await daemon?.ask(statusSchema, { path: '/api/status', timeoutMs: PATIENCE_MS })
  } catch (error) {
    if (error instanceof CliError) return undefined
    throw error
  }
}

const placesOf = (
  cli: Cli,
  services: readonly ClientService[],
  daemon: DaemonClient | undefined,
): Pick<CheckContext, 'places' | 'placesFault'> => {
  try {
    const ui = { ...uiBinding(cli.environment), service: 'ui', label: 'UI' }
    const places = services.map((service) => ({
      ...serviceBinding(cli.environment, service),
      service: service.id,
      label: service.label,
    }))
    return { places: [...places, ui].map((place) => ({ ...place, port: runningPort(daemon, place) })), placesFault: '' }
  } catch (error) {
    return { places: [], placesFault: error instanceof Error ? error.message : String(error) }
  }
}

/** Where the daemon really listens counts more than where one would be started now. */
const runningPort = (daemon: DaemonClient | undefined, place: { service: string; port: number }): number => {
  if (daemon === undefined) return place.port
  const { services, ui } = daemon.run.addresses
  if (place.service === 'ui') return Number(new URL(ui).port)
  return services.find(({ id }) => id === place.service)?.port ?? place.port
}

const faultOf = (act: () => unknown): string => {
  try {
    act()
    return ''
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const reachOnce = (environment: Environment): CheckContext['reach'] => {
  const asked = new Map<string, Promise<Reach>>()
  return ({ baseUrl }) => {
    const known = asked.get(baseUrl) ?? reachUrl(baseUrl, environment)
    asked.set(baseUrl, known)
    return known
  }
}
