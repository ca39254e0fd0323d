/** Chooses the columns; the choice stays with the browser. */
import { Button, Checkbox, Popover, Stack } from '@mantine/core'
import { IconColumns3 } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { COLUMN_IDS, type ColumnId } from './columns.tsx'

export interface ColumnMenuProps {
  readonly columns: readonly ColumnId[]
  readonly onChange: (columns: readonly ColumnId[]) => void
}

export const ColumnMenu = ({ columns, onChange }: ColumnMenuProps) => {
  const { t } = useTranslation('requests')
  const toggle = (id: ColumnId, on: boolean) => {
    const next = COLUMN_IDS.filter((known) => (known === id ? on : columns.includes(known)))
    if (next.length > 0) onChange(next)
  }
  return (
    <Popover position="bottom-end" withinPortal shadow="md" trapFocus>
      <Popover.Target>
        <Button size="xs" variant="default" visibleFrom="sm" leftSection={<IconColumns3 size={15} stroke={1.8} />}>
          {t('columns')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={8} role="group" aria-label={t('columns')}>
          {COLUMN_IDS.map((id) => (
            <Checkbox
              key={id}
              size="xs"
              label={t(`column.${id}`)}
              checked={columns.includes(id)}
              onChange={(event) => toggle(id, event.currentTarget.checked)}
            />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
