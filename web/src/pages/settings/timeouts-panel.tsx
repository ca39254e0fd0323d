/** How long CLP waits for upstreams. */
import { useTranslation } from 'react-i18next'
import type { SystemSettings } from '../../../../src/contract/settings.ts'
import { Panel } from '../../components/panel.tsx'
import type { ApiProblem } from '../../connection/problem.ts'
import { NumberField } from '../../editing/number-field.tsx'
import { faultAt } from '../../editing/use-settings.ts'
import classes from './settings-page.module.css'

export interface TimeoutsPanelProps {
  readonly settings: SystemSettings
  readonly problem: ApiProblem | undefined
  readonly onChange: (settings: SystemSettings) => void
}

const TIMERS = ['connectSeconds', 'responseHeadersSeconds', 'idleSeconds'] as const

export const TimeoutsPanel = ({ settings, problem, onChange }: TimeoutsPanelProps) => {
  const { t } = useTranslation('settings')
  return (
    <Panel title={t('timeouts')}>
      <div className={classes['fields']}>
        {TIMERS.map((timer) => (
          <NumberField
            key={timer}
            label={t(`timeout.${timer}`)}
            value={settings.timeouts[timer]}
            min={1}
            error={faultAt(problem, `timeouts.${timer}`)}
            onChange={(seconds) => onChange({ ...settings, timeouts: { ...settings.timeouts, [timer]: seconds } })}
          />
        ))}
      </div>
    </Panel>
  )
}
