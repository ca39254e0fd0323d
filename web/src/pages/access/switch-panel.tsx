/** The main switch and the one of each port. Switching on asks first. */
import { Group, Switch, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccessView } from '../../../../src/contract/api/access.ts'
import { notifyProblem } from '../../browser/notify.ts'
import { Panel } from '../../components/panel.tsx'
import { useAccessWrites } from './access-api.ts'
import type { Place } from './place.ts'
import { SwitchOnDialog } from './switch-on-dialog.tsx'

export interface SwitchPanelProps {
  readonly access: AccessView
  readonly places: readonly Place[]
}

export const SwitchPanel = ({ access, places }: SwitchPanelProps) => {
  const { t } = useTranslation('access')
  const writes = useAccessWrites()
  const [asking, setAsking] = useState(false)
  const switchOff = () => writes.mutate({ act: 'switch', patch: { enabled: false } }, { onError: notifyProblem })
  return (
    <Panel>
      <Group justify="space-between" align="flex-start" mb="md">
        <Switch
          label={t('on')}
          description={access.enabled ? t('onText') : t('offText')}
          checked={access.enabled}
          disabled={writes.isPending}
          onChange={(event) => (event.currentTarget.checked ? setAsking(true) : switchOff())}
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
      {asking && <SwitchOnDialog access={access} onClose={() => setAsking(false)} />}
    </Panel>
  )
}
