/**
 * What `clp test` does: the connection test of the UI, by the running daemon or in this very process. The request is real and the
 * upstream may charge for it; nothing of it reaches the request log.
 */
import { createProber } from '../../admin/probe/prober.ts'
import { probeRoutes } from '../../admin/routes/probe.ts'
import { type ProbeAnswer, probeAnswerSchema } from '../../contract/api/upstreams.ts'
import { createAskUpstream } from '../../proxy/ask-upstream.ts'
import { openTransport } from '../../proxy/transports/open-transport.ts'
import { systemDocument } from '../../store/documents/system.ts'
import { type Api, findDaemon } from '../api/api-client.ts'
import { apiOver } from '../api/api-over.ts'
import { withConfig } from '../api/documents.ts'
import type { Cli } from '../context/cli.ts'
import { knownService } from '../context/command.ts'
import { CliError } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'
import { reasonText } from '../messages/reason-text.ts'
import { printable } from '../output/print.ts'
import { showDuration } from '../terminal/format.ts'

export interface TestOptions {
  readonly model?: string
  readonly json?: boolean
}

/** Throws `CliError` when the upstream is not known or did not answer well; what came back is printed in either case. */
export const testUpstream = async (cli: Cli, id: string, name: string, options: TestOptions): Promise<void> => {
  const { id: service } = await knownService(cli, id)
  const body = { name, ...(options.model === undefined ? {} : { model: options.model }) }
  const path = `/api/services/${encodeURIComponent(service)}/upstreams/probe`
  const answer = await withProbeApi(cli, (api) => api.ask(probeAnswerSchema, { method: 'POST', path, body }))
  if (options.json) cli.print.json(answer)
  else showAnswer(cli, answer)
  if (!answer.success) {
    const reason = reasonText(cli, answer.why, answer.error)
    throw new CliError(fill(cli.messages.upstreams.test.failed, { name, reason }))
  }
}

/** Without a daemon nobody has seen a client. */
const NO_TRAFFIC = { modelOf: () => undefined }

const withProbeApi = async <T>(cli: Cli, act: (api: Api) => Promise<T>): Promise<T> => {
  const client = await findDaemon(cli)
  if (client !== undefined) return act(client)
  const services = await cli.services()
  return withConfig(cli, [systemDocument], async (config) => {
    const { clock, environment } = cli
    const transport = await openTransport({ clock, environment })
    try {
      const prober = createProber({ clock, ask: createAskUpstream({ clock, transport }) })
      return await act(apiOver(cli, [probeRoutes({ config, services, prober, traffic: NO_TRAFFIC })]))
    } finally {
      transport.close()
    }
  })
}

const showAnswer = (cli: Cli, answer: ProbeAnswer): void => {
  const texts = cli.messages.upstreams.test
  const { url, model, status, firstByteMs, durationMs } = answer
  cli.print.line(fill(texts.asked, { url, model }))
  if (status === null) return
  const firstByte = firstByteMs === null ? '–' : showDuration(firstByteMs)
  cli.print.line(fill(texts.answered, { status, firstByte, duration: showDuration(durationMs) }))
  const said = answer.text === '' && !answer.success ? answer.body : answer.text
  if (said.trim() !== '') cli.print.line(printable(said.trim()))
}
