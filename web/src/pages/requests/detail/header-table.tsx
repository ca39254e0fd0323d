/** Headers as they stand, or as they differ. */
import { useTranslation } from 'react-i18next'
import { KeyValueTable } from '../../../components/key-value-table.tsx'
import { type HeaderChange, headerDiff, headerRows } from './headers.ts'

export const HeaderTable = ({ headers }: { readonly headers: readonly string[] }) => {
  const { t } = useTranslation('requests')
  if (headers.length === 0) return <p>{t('headers.none')}</p>
  const rows = headerRows(headers).map(({ name, value }, index) => ({ key: `${index} ${name}`, name, value }))
  return <KeyValueTable mono rows={rows} label={t('headers.title')} />
}

export interface HeaderDiffTableProps {
  readonly received: readonly string[]
  readonly sent: readonly string[]
}

export const HeaderDiffTable = ({ received, sent }: HeaderDiffTableProps) => {
  const { t } = useTranslation('requests')
  const value = (row: HeaderChange) => {
    if (row.change === 'same') return row.value
    if (row.change === 'changed') return `${row.before ?? ''} → ${row.value} (${t('headers.changed')})`
    return `${row.value} (${t(`headers.${row.change}`)})`
  }
  const rows = headerDiff(received, sent).map((row) => ({
    key: row.name,
    name: row.name,
    value: value(row),
    ...(row.change === 'same' ? {} : { tone: row.change }),
  }))
  return <KeyValueTable mono rows={rows} label={t('headers.title')} />
}
