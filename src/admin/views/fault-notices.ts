/** Notices about parts of documents that are not in force as they are written, while the rest is. */
import type { Notice } from '../../contract/api/status.ts'
import { type DocumentFault, FAULT_NOTICES, faultSentence } from '../../store/config/fault.ts'

export const faultNotice = (fault: DocumentFault): Notice => {
  const { kind, document, file, entry, other, instead, reason, why, line, column, field } = fault
  return {
    code: FAULT_NOTICES[kind],
    severity: kind === 'alike' ? 'info' : 'warning',
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
