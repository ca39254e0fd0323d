/** What this CLP is and where it lives. */
import { useTranslation } from 'react-i18next'
import type { Status } from '../../../../src/contract/api.ts'
import { KeyValueTable } from '../../components/key-value-table.tsx'
import { Panel } from '../../components/panel.tsx'
import { formatDuration } from '../../format.ts'

export const AboutPanel = ({ status }: { readonly status: Status }) => {
  const { t } = useTranslation('settings')
  const rows = [
    { key: 'version', name: t('version'), value: status.version },
    { key: 'node', name: t('node'), value: status.nodeVersion },
    { key: 'pid', name: t('pid'), value: status.pid },
    { key: 'uptime', name: t('uptime'), value: formatDuration(status.uptimeMs) },
    { key: 'home', name: t('home'), value: <code>{status.home}</code> },
    { key: 'zone', name: t('zone'), value: status.timeZone },
    { key: 'ui', name: t('addresses'), value: status.ui.addresses.join(', ') },
    ...status.services.map(({ id, label, addresses, address }) => ({
      key: id,
      name: label,
      value: addresses.length === 0 ? address : addresses.join(', '),
    })),
  ]
  return (
    <Panel title={t('about')}>
      <KeyValueTable rows={rows} />
    </Panel>
  )
}
