/** `clp config check`: holds every document against what CLP reads it as, and says file, line and field of what is wrong. */
import type { Rejection } from '../../store/config/config.ts'
import type { Document } from '../../store/config/document.ts'
import { type DocumentFault, isRefused } from '../../store/config/fault.ts'
import { documents } from '../../store/documents/index.ts'
import { withConfig } from '../api/documents.ts'
import type { Cli } from '../context/cli.ts'
import { EXIT, type ExitCode } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'
import { complaintText } from '../messages/reason-text.ts'
import { knownDocument } from './document-names.ts'
import { faultText } from './fault-text.ts'

export interface CheckOptions {
  readonly json?: boolean
}

interface Checked {
  readonly document: Document<unknown>
  readonly exists: boolean
  readonly rejection: Rejection | undefined
  readonly faults: readonly DocumentFault[]
}

/** Of all documents, or of those named. Wrong ones make the exit code 1. */
export const checkDocuments = async (cli: Cli, names: readonly string[], options: CheckOptions): Promise<ExitCode> => {
  const wanted = await Promise.all(names.map((name) => knownDocument(cli, name)))
  const all = await readAll(cli)
  const checked = all.filter(({ document }) => wanted.length === 0 || wanted.some(({ id }) => id === document.id))
  if (options.json) cli.print.json({ home: cli.home.root, documents: checked.map(viewOf) })
  else for (const line of checked.flatMap((one) => linesOf(cli, one))) cli.print.line(line)
  return checked.some(isWrong) ? EXIT.failed : EXIT.done
}

const isWrong = ({ rejection, faults }: Checked): boolean => rejection !== undefined || faults.some(isRefused)

const readAll = (cli: Cli): Promise<readonly Checked[]> =>
  withConfig(cli, documents, (config) => {
    const rejections = new Map(config.rejections().map((rejection) => [rejection.document, rejection]))
    return config.documents().map((document) => {
      const rejection = rejections.get(document.id)
      const exists = rejection !== undefined || config.read(document.id).exists
      // Of a text that is not in force nobody asks for the details of the one that is.
      const faults = rejection === undefined ? config.snapshot().faults(document) : []
      return { document, exists, rejection, faults }
    })
  })

const viewOf = ({ document, exists, rejection, faults }: Checked) => {
  const { id, file } = document
  if (faults.length > 0) return { document: id, file, state: 'partly', faults: faults.map(faultView) }
  if (rejection === undefined) return { document: id, file, state: exists ? 'good' : 'missing' }
  const { reason, line, column, field } = rejection
  return { document: id, file, state: 'bad', line, column, field, reason }
}

const faultView = ({ kind, entry, line, column, field, reason }: DocumentFault) => ({
  kind,
  entry,
  line,
  column,
  field,
  reason,
})

const linesOf = (cli: Cli, checked: Checked): readonly string[] =>
  checked.faults.length > 0 ? checked.faults.map((fault) => faultText(cli, fault)) : [lineOf(cli, checked)]

/** As compilers write it, so that editors and terminals jump to the place. */
const lineOf = (cli: Cli, { document, exists, rejection }: Checked): string => {
  const { check } = cli.messages.machine.config
  if (rejection === undefined) return fill(exists ? check.good : check.missing, { file: document.file })
  const place = rejection.line === 0 ? '' : `:${rejection.line}:${rejection.column}`
  return fill(check.bad, { place: `${rejection.file}${place}`, reason: complaintText(cli, rejection) })
}
