/** How much of the past is kept. */
import { Stack, Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Status } from '../../../../src/contract/api/status.ts'
import type { SystemSettings } from '../../../../src/contract/settings.ts'
import { Panel } from '../../components/panel.tsx'
import type { ApiProblem } from '../../connection/problem.ts'
import { NumberField } from '../../editing/number-field.tsx'
import { faultAt } from '../../editing/use-settings.ts'
import { exactCount, formatBytes } from '../../text/format.ts'
import classes from './settings-page.module.css'

export interface RetentionPanelProps {
  readonly settings: SystemSettings
  readonly journal: Status['journal']
  readonly problem: ApiProblem | undefined
  readonly onChange: (settings: SystemSettings) => void
}

const KIB = 1024
const MIB = 1024 * 1024

export const RetentionPanel = ({ settings, journal, problem, onChange }: RetentionPanelProps) => {
  const { t } = useTranslation('settings')
  const { logLimit, limits } = settings
  const keep = (change: Partial<SystemSettings['logLimit']>) =>
    onChange({ ...settings, logLimit: { ...logLimit, ...change } })
  const limit = (change: Partial<SystemSettings['limits']>) =>
    onChange({ ...settings, limits: { ...limits, ...change } })
  const fault = (field: string) => faultAt(problem, field)
  return (
    <Panel
      title={t('retention')}
      text={t('retentionText', {
        records: exactCount(journal.records),
        bytes: formatBytes(journal.bytes),
      })}
    >
      <Stack gap="md">
        <div className={classes['fields']}>
          <NumberField
            label={t('logLimit.requests')}
            value={logLimit.requests}
            min={0}
            error={fault('logLimit.requests')}
            onChange={(requests) => keep({ requests })}
          />
          <NumberField
            label={t('logLimit.requestsWithBodies')}
            value={logLimit.requestsWithBodies}
            min={0}
            error={fault('logLimit.requestsWithBodies')}
            onChange={(requestsWithBodies) => keep({ requestsWithBodies })}
          />
          <NumberField
            label={t('logLimit.days')}
            empty={t('noLimit')}
            value={logLimit.days}
            min={1}
            error={fault('logLimit.days')}
            onChange={(days) => keep({ days })}
          />
          <NumberField
            label={t('logLimit.bytes')}
            value={logLimit.bytes}
            unit={MIB}
            min={1}
            error={fault('logLimit.bytes')}
            onChange={(bytes) => keep({ bytes })}
          />
          <NumberField
            label={t('limits.captureRequestBytes')}
            hint={t('limits.captureHint')}
            value={limits.captureRequestBytes}
            unit={KIB}
            min={0}
            error={fault('limits.captureRequestBytes')}
            onChange={(captureRequestBytes) => limit({ captureRequestBytes })}
          />
          <NumberField
            label={t('limits.captureResponseBytes')}
            hint={t('limits.captureHint')}
            value={limits.captureResponseBytes}
            unit={KIB}
            min={0}
            error={fault('limits.captureResponseBytes')}
            onChange={(captureResponseBytes) => limit({ captureResponseBytes })}
          />
          <NumberField
            label={t('limits.requestBodyBytes')}
            value={limits.requestBodyBytes}
            unit={MIB}
            min={1}
            error={fault('limits.requestBodyBytes')}
            onChange={(requestBodyBytes) => limit({ requestBodyBytes })}
          />
        </div>
        <Switch
          label={t('recordHealthChecks')}
          checked={settings.recordHealthChecks}
          onChange={(event) => onChange({ ...settings, recordHealthChecks: event.currentTarget.checked })}
        />
      </Stack>
    </Panel>
  )
}
