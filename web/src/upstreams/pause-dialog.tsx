/** Chooses until when something rests: one of the usual spans, or a moment. */
import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../dialogs/dialog.tsx'
import { endOfToday, localInput, tomorrowMorning } from '../text/moments.ts'

export interface PauseDialogProps {
  readonly title: string
  readonly text: string
  readonly onPause: (until: number) => void
  readonly onClose: () => void
}

const HOUR_MS = 3_600_000

export const PauseDialog = ({ title, text, onPause, onClose }: PauseDialogProps) => {
  const { t } = useTranslation()
  const [moment, setMoment] = useState(() => localInput(Date.now() + HOUR_MS))
  const [past, setPast] = useState(false)
  const spans = [
    { label: t('pause.hour'), until: () => Date.now() + HOUR_MS },
    { label: t('pause.today'), until: () => endOfToday(Date.now()) },
    { label: t('pause.tomorrow'), until: () => tomorrowMorning(Date.now()) },
    { label: t('pause.week'), until: () => Date.now() + 7 * 24 * HOUR_MS },
  ]
  const submit = () => {
    const until = Date.parse(moment)
    if (Number.isNaN(until) || until <= Date.now()) setPast(true)
    else onPause(until)
  }
  return (
    <Dialog onClose={onClose} title={title}>
      <Stack gap="sm">
        <Text size="sm">{text}</Text>
        <Group gap="xs">
          {spans.map(({ label, until }) => (
            <Button key={label} size="xs" variant="default" onClick={() => onPause(until())}>
              {label}
            </Button>
          ))}
        </Group>
        <Group gap="xs" align="flex-end">
          <TextInput
            flex={1}
            type="datetime-local"
            label={t('pause.until')}
            value={moment}
            error={past ? t('pause.past') : undefined}
            onChange={(event) => {
              setMoment(event.currentTarget.value)
              setPast(false)
            }}
          />
          <Button onClick={submit}>{t('pause.submit')}</Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
