/** Checks of what stands around the clients that come to CLP: their logins, what wins over their file, proxies on the way to CLP. */
import type { Override } from '../../setup/attach/client-setup.ts'
import { proxyInTheWay } from '../../setup/attach/no-proxy.ts'
import { fileOverrides, shellOverrides } from '../../setup/attach/override.ts'
import { upstreamWithoutCredential } from '../../setup/attach/own-login.ts'
import type { ClientView } from '../clients/attach-status.ts'
import { defineCheck } from './check.ts'

/** Whether its file sends the client to the CLP of this home. */
const comesHere = ({ says, wanted }: ClientView): boolean => says?.address !== undefined && says.address === wanted

/** Whether somebody uses the client here: CLP is made for some, of the others there is a folder. */
export const isInUse = ({ setup, service, context }: ClientView): boolean =>
  (setup.id === service.id && service.optional !== true) || context.names(folderOf(context.file)).length > 0

const folderOf = (file: string): string => file.replace(/[\\/][^\\/]*$/, '')

export const clientLogin = defineCheck('client-login', ({ clients, pool }, found) =>
  clients.filter(comesHere).flatMap(({ setup, service, context, file, says }) => {
    const upstream = upstreamWithoutCredential(pool(service.id))
    const values = { client: setup.name, id: setup.id, service: service.id, file, upstream: upstream ?? '' }
    if (says?.login === 'replaced') return upstream === undefined ? [] : [found('warning', 'hidden', values)]
    if (setup.signedIn?.(context) !== false) return []
    return [found('warning', upstream === undefined ? 'needless' : 'needed', values)]
  }),
)

const KINDS = { address: 'address', credential: 'credential', 'sign-in': 'signIn' } as const satisfies Record<
  Override['kind'],
  string
>

export const clientOverrides = defineCheck('client-overrides', ({ clients }, found) =>
  clients
    .filter(comesHere)
    .flatMap(({ setup, context }) =>
      fileOverrides(setup, context).map(({ kind, file, key }) =>
        found('warning', KINDS[kind], { client: setup.name, file, key }),
      ),
    ),
)

export const clientReach = defineCheck('client-reach', ({ cli, clients }, found) => {
  const ways = clients.filter(isInUse).flatMap(({ wanted }) => {
    const variable = wanted === undefined ? undefined : proxyInTheWay(cli.environment, wanted)
    return variable === undefined ? [] : [found('warning', 'proxied', { variable })]
  })
  return ways.slice(0, 1)
})

export const shellVariables = defineCheck('shell-variables', ({ clients }, found) =>
  clients.filter(isInUse).flatMap(({ setup, context }) => {
    const variables = shellOverrides(setup, context)
    return variables.length === 0
      ? []
      : [found('warning', 'set', { variables: variables.join(', '), client: setup.name })]
  }),
)
