/** Messages about balancing as it happens, if the user wants them (`notifyEnabled`). */
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { LiveEvent } from '../../../src/contract/event.ts'
import { statusQuery } from '../api/queries.ts'
import { notify } from '../browser/notify.ts'
import { useClient, useLiveEvent } from '../connection/app-context.ts'
import { balancingQuery } from '../editing/settings.ts'
import { codeText, complaintText } from '../text/reason-text.ts'

export const useLbToasts = (): void => {
  const { t } = useTranslation()
  const client = useClient()
  const enabled = useQuery(balancingQuery(client)).data?.settings.options.notifyEnabled === true
  const services = useQuery(statusQuery(client)).data?.services
  const labelOf = (id: string): string => services?.find((known) => known.id === id)?.label ?? id
  useLiveEvent((event: LiveEvent) => {
    if (event.type === 'config_rejected') {
      void notify({
        tone: 'bad',
        title: t('toast.rejected', { file: event.file }),
        text: complaintText(event.field ?? '', event.why) ?? '',
      })
      return
    }
    if (!enabled || !('service' in event)) return
    const service = labelOf(event.service)
    if (event.type === 'lb_switch') {
      const { from_channel: from, to_channel: to, failures, threshold, attempt, reason } = event
      void notify({
        tone: 'warn',
        title: t('toast.lbSwitch', { service, from, to }),
        text: t('toast.lbSwitchText', { failures, threshold, attempt, reason: codeText(reason) }),
      })
    }
    if (event.type === 'lb_reset') {
      const { total_configs: count } = event
      void notify({ tone: 'note', title: t('toast.lbReset', { service }), text: t('toast.lbResetText', { count }) })
    }
    if (event.type === 'lb_exhausted') {
      const { cooldown_remaining_seconds: seconds } = event
      const text = t('toast.lbExhaustedText', { seconds: Math.ceil(seconds) })
      void notify({ tone: 'bad', title: t('toast.lbExhausted', { service }), text })
    }
  })
}
