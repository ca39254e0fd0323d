/** The frame of a list of rules: order, switch and removal of each; the fields are the caller's. */
import { ActionIcon, Button, Switch } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Message } from '../../components/message.tsx'
import { Panel } from '../../components/panel.tsx'
import { moved, SortableList } from '../../components/sortable-list.tsx'
import { replaced, without } from './rule-checks.ts'
import classes from './rule-list.module.css'

interface Rule {
  readonly enabled?: boolean | undefined
}

export interface RuleListProps<T extends Rule> {
  readonly title: string
  readonly text: string
  readonly inForce: boolean
  readonly rules: readonly T[]
  readonly fresh: T
  readonly onChange: (rules: T[]) => void
  readonly children: (rule: T, index: number, change: (rule: T) => void) => ReactNode
}

export const RuleList = <T extends Rule>(props: RuleListProps<T>) => {
  const { title, text, inForce, rules, fresh, onChange, children } = props
  const { t } = useTranslation('routing')
  return (
    <Panel
      title={title}
      text={text}
      actions={
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={15} stroke={1.8} />}
          onClick={() => onChange([...rules, fresh])}
        >
          {t('add')}
        </Button>
      }
    >
      {!inForce && rules.length > 0 && <Message tone="note" title={t('notInForce')} />}
      {rules.length === 0 ? (
        <p className={classes['none']}>{t('none')}</p>
      ) : (
        <SortableList
          items={rules}
          keyOf={(_, index) => String(index)}
          nameOf={(rule) => t('rule', { number: rules.indexOf(rule) + 1 })}
          label={title}
          disabled={rules.length < 2}
          onMove={(from, to) => onChange([...moved(rules, from, to)])}
        >
          {(rule, index) => {
            const change = (next: T) => onChange(replaced(rules, index, next))
            return (
              <div className={classes['rule']} data-off={rule.enabled === false}>
                <Switch
                  size="sm"
                  className={classes['switch'] ?? ''}
                  aria-label={t('enabled', { number: index + 1 })}
                  checked={rule.enabled !== false}
                  onChange={(event) => change({ ...rule, enabled: event.currentTarget.checked })}
                />
                <div className={classes['fields']}>{children(rule, index, change)}</div>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  className={classes['switch'] ?? ''}
                  aria-label={t('remove', { number: index + 1 })}
                  title={t('remove', { number: index + 1 })}
                  onClick={() => onChange(without(rules, index))}
                >
                  <IconTrash size={16} stroke={1.8} />
                </ActionIcon>
              </div>
            )
          }}
        </SortableList>
      )}
    </Panel>
  )
}
