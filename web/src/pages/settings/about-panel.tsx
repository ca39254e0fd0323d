/** What this CLP is and where it lives, and the button that ends it. */
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Status } from '../../../../src/contract/api/status.ts'
import { notify, notifyProblem } from '../../browser/notify.ts'
import { KeyValueTable } from '../../components/key-value-table.tsx'
import { Panel } from '../../components/panel.tsx'
import { useClient } from '../../connection/app-context.ts'
import { read } from '../../connection/client.ts'
import { ConfirmButton } from '../../dialogs/confirm-button.tsx'
import { formatDuration } from '../../text/format.ts'

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
    <Panel title={t('about')} actions={<StopButton />}>
      <KeyValueTable rows={rows} />
    </Panel>
  )
}

/** Starting it again takes the command line: nobody is left here to ask. */
const StopButton = () => {
  const { t } = useTranslation('settings')
  const client = useClient()
  const stop = useMutation({
    mutationFn: () => read(client.api.daemon.stop.$post({ json: {} })),
    onSuccess: () => void notify({ tone: 'warn', title: t('stopped'), text: t('stoppedText') }),
    onError: notifyProblem,
  })
  return (
    <ConfirmButton
      label={t('stop')}
      question={t('stopQuestion')}
      text={t('stopText')}
      loading={stop.isPending}
      onConfirm={() => stop.mutate()}
    />
  )
}
