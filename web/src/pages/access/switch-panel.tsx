/** The main switch and the one of each port. Whoever would lock themselves out is told before. */
import { Button, Group, Switch, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccessView } from '../../../../src/contract/api/access.ts'
import { notifyProblem } from '../../browser/notify.ts'
import { Message } from '../../components/message.tsx'
import { Panel } from '../../components/panel.tsx'
import { Dialog } from '../../dialogs/dialog.tsx'
import { useAccessWrites } from './access-api.ts'
import type { Place } from './place.ts'

export interface SwitchPanelProps {
  readonly access: AccessView
  readonly places: readonly Place[]
}

export const SwitchPanel = ({ access, places }: SwitchPanelProps) => {
  const { t } = useTranslation(['access', 'common'])
  const writes = useAccessWrites()
  const [asking, setAsking] = useState(false)
  const locked = !access.callerHasToken && access.services['ui'] !== false
  const turn = (enabled: boolean) => {
    setAsking(false)
    writes.mutate({ act: 'switch', patch: { enabled } }, { onError: notifyProblem })
  }
  return (
    <Panel>
      <Group justify="space-between" align="flex-start" mb="md">
        <Switch
          label={t('on')}
          description={access.enabled ? t('onText') : t('offText')}
          checked={access.enabled}
          disabled={writes.isPending}
          onChange={(event) => (event.currentTarget.checked ? setAsking(true) : turn(false))}
        />
      </Group>
      <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
        <Text component="legend" size="sm" fw={600} mb={8}>
          {t('services')}
        </Text>
        <Group gap="lg">
          {places.map(({ id, label }) => (
            <Switch
              key={id}
              size="sm"
              label={label}
              checked={access.services[id] !== false}
              disabled={writes.isPending}
              onChange={(event) =>
                writes.mutate(
                  { act: 'switch', patch: { services: { [id]: event.currentTarget.checked } } },
                  { onError: notifyProblem },
                )
              }
            />
          ))}
        </Group>
      </fieldset>
      <Dialog opened={asking} onClose={() => setAsking(false)} title={t('switchOnQuestion')}>
        <Text size="sm" mb="md">
          {t('switchOnText')}
        </Text>
        {locked && (
          <Message tone="bad" title={t('lockout')}>
            {t('lockoutText')}
          </Message>
        )}
        <Group justify="flex-end" gap="xs" mt="lg">
          <Button variant="default" onClick={() => setAsking(false)}>
            {t('common:action.cancel')}
          </Button>
          <Button disabled={locked} onClick={() => turn(true)}>
            {t('switchOn')}
          </Button>
        </Group>
      </Dialog>
    </Panel>
  )
}
