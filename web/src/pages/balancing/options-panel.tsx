/** The knobs of balancing. */
import { Select, Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { BalancingOptions } from '../../../../src/contract/settings.ts'
import { Panel } from '../../components/panel.tsx'
import type { ApiProblem } from '../../connection/problem.ts'
import { NumberField } from '../../editing/number-field.tsx'
import { faultAt } from '../../editing/use-settings.ts'
import classes from './options-panel.module.css'

export interface OptionsPanelProps {
  readonly options: BalancingOptions
  readonly problem: ApiProblem | undefined
  readonly onChange: (options: BalancingOptions) => void
}

const NUMBERS = [
  { key: 'failureThreshold', hint: true, min: 1 },
  { key: 'autoResetMinutes', hint: false, min: 1 },
  { key: 'resetCooldownSeconds', hint: false, min: 0 },
  { key: 'maxRestSeconds', hint: true, min: 0 },
  { key: 'holdBackMs', hint: true, min: 0 },
  { key: 'failoverBudgetSeconds', hint: true, min: 0 },
] as const

/** Parts of one that are offered, and what somebody wrote by hand. */
const FLOORS = [0, 0.02, 0.05, 0.1, 0.2, 0.5]
const floorChoices = (present: number): readonly number[] =>
  [...new Set([...FLOORS, present])].sort((one, other) => one - other)

export const OptionsPanel = ({ options, problem, onChange }: OptionsPanelProps) => {
  const { t } = useTranslation('balancing')
  return (
    <Panel title={t('options')}>
      <div className={classes['switches']}>
        <Switch
          label={t('option.autoResetOnAllFailed')}
          description={t('option.autoResetOnAllFailedHint')}
          checked={options.autoResetOnAllFailed}
          onChange={(event) => onChange({ ...options, autoResetOnAllFailed: event.currentTarget.checked })}
        />
        <Switch
          label={t('option.notifyEnabled')}
          checked={options.notifyEnabled}
          onChange={(event) => onChange({ ...options, notifyEnabled: event.currentTarget.checked })}
        />
      </div>
      <div className={classes['numbers']}>
        {NUMBERS.map(({ key, hint, min }) => (
          <NumberField
            key={key}
            label={t(`option.${key}`)}
            hint={hint ? t(`option.${key}Hint`) : undefined}
            min={min}
            {...(key === 'autoResetMinutes' ? { empty: t('option.never') } : {})}
            value={options[key]}
            error={faultAt(problem, `options.${key}`)}
            onChange={(value) => onChange({ ...options, [key]: value })}
          />
        ))}
        <Select
          label={t('option.quotaFloor')}
          description={t('option.quotaFloorHint')}
          inputWrapperOrder={['label', 'input', 'error', 'description']}
          allowDeselect={false}
          data={floorChoices(options.quotaFloor).map((floor) => ({
            value: String(floor),
            label: floor === 0 ? t('option.off') : `${Number((floor * 100).toFixed(2))} %`,
          }))}
          value={String(options.quotaFloor)}
          error={faultAt(problem, 'options.quotaFloor')}
          onChange={(value) => onChange({ ...options, quotaFloor: Number(value) })}
        />
      </div>
    </Panel>
  )
}
