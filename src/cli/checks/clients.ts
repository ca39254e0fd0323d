/** Checks of the clients: whether they come to CLP, and are let in. */
import { looksLikeToken } from '../../codec/text/token.ts'
import { resolveAttachment } from '../../setup/attach/attach.ts'
import { attachmentOf } from '../../setup/attach/attach-journal.ts'
import { isGoodToken } from '../../setup/attach/choose-token.ts'
import type { ClientFault } from '../../setup/attach/client-setup.ts'
import { createAttachContext } from '../clients/attach-context.ts'
import type { ClientView } from '../clients/attach-status.ts'
import { reasonText } from '../messages/reason-text.ts'
import { type CheckContext, defineCheck, type Finding } from './check.ts'
import { isInUse } from './client-settings.ts'

const valuesOf = ({ setup, file, says, wanted }: ClientView) => ({
  client: setup.name,
  service: setup.id,
  file,
  address: says?.address ?? '',
  wanted: wanted ?? '',
})

export const clientAttached = defineCheck('client-attached', ({ cli, clients, journalFault }, found) =>
  clients.flatMap((view) => {
    const values = { ...valuesOf(view), reason: reasonText(cli, view.why, view.reason) }
    switch (view.state) {
      case 'unreadable':
        return journalFault === '' ? [found('error', 'unreadable', values)] : []
      case 'none':
        return comesByShell(cli, view) || !isInUse(view) ? [] : [found('info', 'none', values)]
      case 'attached':
        return hasMoved(view) ? [found('warning', 'moved', values)] : []
      case 'elsewhere':
        return [found(wasAttached(cli, view) ? 'warning' : 'info', 'elsewhere', values)]
      default:
        return []
    }
  }),
)

const comesByShell = (cli: CheckContext['cli'], { setup, wanted }: ClientView): boolean =>
  wanted !== undefined &&
  setup.addressVariable !== undefined &&
  cli.environment[setup.addressVariable]?.replace(/\/v1$/, '') === wanted

/** A client that was sent to another machine on purpose is where it should be. */
const hasMoved = ({ says, wanted }: ClientView): boolean =>
  wanted !== undefined &&
  says?.address !== wanted &&
  /^https?:\/\/(?:127\.|localhost|\[::1\])/.test(says?.address ?? '')

const wasAttached = (cli: CheckContext['cli'], { setup, file }: ClientView): boolean =>
  attachmentOf(cli.home, { service: setup.service, file }) !== undefined

export const halfDone = defineCheck('half-done', ({ cli, clients, journalFault }, found) => {
  if (journalFault !== '') return [found('error', 'journal', { reason: journalFault })]
  return clients
    .filter(({ state }) => state === 'halfDone')
    .map((view) =>
      found('error', 'interrupted', valuesOf(view), async () => {
        await resolveAttachment(createAttachContext(cli), view.setup, view.file)
      }),
    )
})

/** Findings for one kind of fault in the files of clients. */
const faults = (
  clients: readonly ClientView[],
  kind: ClientFault['kind'],
  found: (view: ClientView, value: string) => Finding,
): readonly Finding[] =>
  clients.flatMap((view) =>
    (view.says?.faults ?? []).filter((fault) => fault.kind === kind).map(({ value }) => found(view, value)),
  )

export const clientProvider = defineCheck('client-provider', ({ clients }, found) => [
  ...faults(clients, 'other-provider', (view, value) =>
    found('warning', 'other', { ...valuesOf(view), provider: value || '-' }),
  ),
  ...faults(clients, 'profile', (view, value) => found('warning', 'profile', { ...valuesOf(view), profile: value })),
])

export const clientWebsockets = defineCheck('client-websockets', ({ clients }, found) =>
  faults(clients, 'websockets', (view) => found('warning', 'on', valuesOf(view))),
)

export const clientToken = defineCheck('client-token', ({ cli, clients, access }, found) =>
  clients.flatMap((view) => {
    const { service, says, wanted } = view
    if (!access.enabled || access.services[service.id] === false) return []
    if (says?.address === undefined || says.address !== wanted) return []
    const { token } = says
    if (token === undefined || !looksLikeToken(token)) return [found('error', 'missing', valuesOf(view))]
    return isGoodToken(access, { token, service: service.id, now: cli.clock.now() })
      ? []
      : [found('error', 'refused', valuesOf(view))]
  }),
)
