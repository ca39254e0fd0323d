/** The frame of a list of filter rules: order, switch and removal of each; the fields are the caller's. */
import { ActionIcon, Button, Switch } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { moved, SortableList } from '../../components/sortable-list.tsx'
import classes from './rule-frame.module.css'

interface Rule {
  readonly enabled?: boolean | undefined
}

export interface RuleFrameProps<T extends Rule> {
  readonly label: string
  readonly rules: readonly T[]
  readonly fresh: T
  readonly onChange: (rules: T[]) => void
  readonly children: (rule: T, index: number, change: (rule: T) => void) => ReactNode
}

export const RuleFrame = <T extends Rule>({ label, rules, fresh, onChange, children }: RuleFrameProps<T>) => {
  const { t } = useTranslation('filters')
  const change = (index: number, rule: T) => onChange(rules.map((old, at) => (at === index ? rule : old)))
  return (
    <>
      {rules.length === 0 && <p className={classes['none']}>{t('none')}</p>}
      <SortableList
        items={rules}
        keyOf={(_, index) => String(index)}
        nameOf={(rule) => t('rule', { number: rules.indexOf(rule) + 1 })}
        label={label}
        disabled={rules.length < 2}
        onMove={(from, to) => onChange([...moved(rules, from, to)])}
      >
        {(rule, index) => (
          <div className={classes['rule']}>
            <Switch
              size="sm"
              className={classes['side'] ?? ''}
              aria-label={t('enabled', { number: index + 1 })}
              checked={rule.enabled !== false}
              onChange={(event) => change(index, { ...rule, enabled: event.currentTarget.checked })}
            />
            <div className={classes['fields']} data-off={rule.enabled === false}>
              {children(rule, index, (next) => change(index, next))}
            </div>
            <ActionIcon
              variant="subtle"
              color="gray"
              className={classes['side'] ?? ''}
              aria-label={t('remove', { number: index + 1 })}
              title={t('remove', { number: index + 1 })}
              onClick={() => onChange(rules.filter((_, at) => at !== index))}
            >
              <IconTrash size={16} stroke={1.8} />
            </ActionIcon>
          </div>
        )}
      </SortableList>
      <Button
        mt="sm"
        size="xs"
        variant="default"
        leftSection={<IconPlus size={15} stroke={1.8} />}
        onClick={() => onChange([...rules, fresh])}
      >
        {t('add')}
      </Button>
    </>
  )
}
