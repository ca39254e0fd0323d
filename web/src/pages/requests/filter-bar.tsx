/** The filter: what it offers comes from the daemon (services, upstreams, models and tokens seen); where it stands is the address. */
import { Autocomplete, Button, Group, NativeSelect, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { isEmptyFilter, RANGES, type RequestFilter, withField } from './data/filter.ts'
import classes from './filter-bar.module.css'
import { useDelayed } from './use-delayed.ts'

export interface FilterChoices {
  readonly services: readonly { readonly id: string; readonly label: string }[]
  readonly upstreams: readonly string[]
  readonly models: readonly string[]
  readonly tokens: readonly string[]
}

export interface FilterBarProps {
  readonly filter: RequestFilter
  readonly choices: FilterChoices
  readonly onChange: (filter: RequestFilter) => void
}

const STATUSES = ['2xx', '3xx', '4xx', '5xx', '401', '403', '404', '429', '499', '500', '502', '503', '529'] as const
const RARE = ['model', 'token', 'session', 'path', 'slow', 'costs'] as const

export const FilterBar = ({ filter, choices, onChange }: FilterBarProps) => {
  const { t } = useTranslation('requests')
  const rare = RARE.some((field) => filter[field] !== undefined)
  const [opened, more] = useDisclosure(rare)
  const set = (field: keyof RequestFilter) => (value: string) => onChange(withField(filter, field, value))
  return (
    <search className={classes['bar']} aria-label={t('filter.label')}>
      <div className={classes['fields']}>
        <TextField
          label={t('filter.text')}
          value={filter.text}
          icon={<IconSearch size={15} stroke={1.8} />}
          onChange={set('text')}
        />
        <NativeSelect
          size="xs"
          label={t('filter.service')}
          value={filter.service ?? ''}
          data={[
            { value: '', label: t('filter.any') },
            ...choices.services.map(({ id, label }) => ({ value: id, label })),
          ]}
          onChange={(event) => set('service')(event.currentTarget.value)}
        />
        <ChoiceField
          label={t('filter.upstream')}
          value={filter.upstream}
          data={choices.upstreams}
          onChange={set('upstream')}
        />
        <NativeSelect
          size="xs"
          label={t('filter.status')}
          value={filter.status ?? ''}
          data={[
            { value: '', label: t('filter.any') },
            { value: 'ok', label: t('filter.ok') },
            { value: 'failed', label: t('filter.failed') },
            ...withPresent(STATUSES, filter.status).map((status) => ({ value: status, label: status })),
          ]}
          onChange={(event) => set('status')(event.currentTarget.value)}
        />
        <NativeSelect
          size="xs"
          label={t('filter.range')}
          value={filter.range ?? ''}
          data={[
            { value: '', label: t('filter.any') },
            ...RANGES.map((range) => ({ value: range, label: t(`filter.ranges.${range}`) })),
          ]}
          onChange={(event) => set('range')(event.currentTarget.value)}
        />
        {filter.range === 'custom' && (
          <>
            <DateField label={t('filter.since')} value={filter.from} onChange={set('from')} />
            <DateField label={t('filter.until')} value={filter.to} onChange={set('to')} />
          </>
        )}
        {opened && (
          <>
            <ChoiceField label={t('filter.model')} value={filter.model} data={choices.models} onChange={set('model')} />
            <ChoiceField label={t('filter.token')} value={filter.token} data={choices.tokens} onChange={set('token')} />
            <TextField label={t('filter.session')} value={filter.session} onChange={set('session')} />
            <TextField label={t('filter.path')} value={filter.path} onChange={set('path')} />
            <TextField label={t('filter.slow')} value={filter.slow} onChange={set('slow')} />
            <TextField label={t('filter.costs')} value={filter.costs} onChange={set('costs')} />
          </>
        )}
      </div>
      <Group gap="xs">
        <Button size="compact-xs" variant="subtle" onClick={more.toggle} aria-expanded={opened}>
          {opened ? t('filter.fewer') : t('filter.more')}
        </Button>
        {!isEmptyFilter(filter) && (
          <Button size="compact-xs" variant="subtle" onClick={() => onChange({})}>
            {t('clearFilter')}
          </Button>
        )}
      </Group>
    </search>
  )
}

/** A status that came with the address can be chosen too. */
const withPresent = (known: readonly string[], present: string | undefined): readonly string[] =>
  present === undefined || present === 'ok' || present === 'failed' || known.includes(present)
    ? known
    : [...known, present]

interface FieldProps {
  readonly label: string
  readonly value: string | undefined
  readonly onChange: (value: string) => void
}

const TextField = ({ label, value, icon, onChange }: FieldProps & { readonly icon?: React.ReactNode }) => {
  const [text, setText] = useDelayed(value ?? '', onChange)
  return (
    <TextInput
      size="xs"
      label={label}
      value={text}
      leftSection={icon}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  )
}

const ChoiceField = ({ label, value, data, onChange }: FieldProps & { readonly data: readonly string[] }) => {
  const [text, setText] = useDelayed(value ?? '', onChange)
  return (
    <Autocomplete
      size="xs"
      label={label}
      value={text}
      data={[...new Set(data)]}
      limit={50}
      clearable
      onChange={setText}
    />
  )
}

const DateField = ({ label, value, onChange }: FieldProps) => (
  <TextInput
    size="xs"
    type="datetime-local"
    label={label}
    value={value ?? ''}
    onChange={(event) => onChange(event.currentTarget.value)}
  />
)
