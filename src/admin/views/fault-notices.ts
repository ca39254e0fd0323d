/** Notices about parts of documents that are not in force as they are written, while the rest is. */
import type { Notice, NoticeCode } from '../../contract/api/status.ts'
import { type DocumentFault, type FaultKind, faultSentence } from '../../store/config/fault.ts'

interface Shown {
  readonly code: NoticeCode
  readonly severity: Notice['severity']
}

const SHOWN: Readonly<Record<FaultKind, Shown>> = {
  'left-out': { code: 'entry-left-out', severity: 'warning' },
  ignored: { code: 'value-ignored', severity: 'warning' },
  repeated: { code: 'entry-repeated', severity: 'warning' },
  alike: { code: 'names-alike', severity: 'info' },
}

export const faultNotice = (fault: DocumentFault): Notice => {
  const { kind, document, file, entry, other, instead, reason, why, line, column, field } = fault
  return {
    ...SHOWN[kind],
    params: {
      document,
      file,
      entry,
      ...(other === undefined ? {} : { other }),
      ...(instead === undefined ? {} : { instead }),
      reason,
      line,
      column,
      field,
    },
    message: faultSentence(fault),
    ...(why === undefined ? {} : { why }),
    fix: { kind: 'document', target: document, command: '' },
  }
}
