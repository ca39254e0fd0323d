/** What `start` and `run` say once CLP listens: where, and what a person does next. */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Addresses } from '../../process/run-file.ts'
import { withConfig } from '../api/documents.ts'
import { clientViews } from '../clients/attach-status.ts'
import type { Cli } from '../context/cli.ts'
import { fill } from '../messages/fill.ts'
import { addLine } from '../upstreams/add-line.ts'
import { showLimits } from './check-limits.ts'
import { showNodeAdvice } from './node-advice.ts'

/** Prints where CLP listens and which commands come next. */
export const showNextSteps = async (cli: Cli, addresses: Addresses): Promise<void> => {
  const { print, messages } = cli
  const { start, status } = messages.daemon
  const rows = addresses.services.map(({ label, address }) => [label, address])
  await print.table(['', ''], [...rows, [status.ui, addresses.ui]])
  const empty = await servicesWithoutUpstream(cli)
  const views = await clientViews(cli)
  print.line()
  print.line(start.next)
  for (const service of await cli.services()) {
    const address = addresses.services.find(({ id }) => id === service.id)?.address
    if (address === undefined) continue
    if (empty.has(service.id)) {
      print.line(`  ${fill(start.addUpstream, { label: service.label })}`)
      print.line(`    ${addLine(service)}`)
    }
    const state = views.find((view) => view.service.id === service.id)?.state
    if (state === 'attached' || state === 'byHand') continue
    print.line(`  ${fill(start.pointClient, { client: service.client })}`)
    const lines = state === undefined ? service.setup(address) : [`clp attach ${service.id}`]
    for (const line of lines) print.line(`    ${line}`)
  }
  if (empty.size > 0) print.line(`  ${start.addRelay}`)
  print.line(`  ${fill(start.openUi, { address: addresses.ui })}`)
  if (!isOnPath(cli.environment)) print.line(`  ${start.notOnPath}`)
  // The daemon that was started or is this process runs on the very same Node.
  showNodeAdvice(cli, process.versions.node)
  showLimits(cli)
}

/** In a checkout that has not been installed, the commands above cannot be typed as they stand. */
const isOnPath = ({ PATH = '' }: Cli['environment']): boolean =>
  PATH.split(delimiter).some(
    (folder) => folder !== '' && ['clp', 'clp.cmd'].some((name) => existsSync(join(folder, name))),
  )

const servicesWithoutUpstream = async (cli: Cli): Promise<ReadonlySet<string>> => {
  const services = await cli.services()
  return withConfig(cli, [], (config) => {
    const snapshot = config.snapshot()
    return new Set(services.map(({ id }) => id).filter((id) => snapshot.active(id) === undefined))
  })
}
