/** The short messages that have gone by, to be read again: a button, and above it the list. */
import { ActionIcon } from '@mantine/core'
import { IconBell } from '@tabler/icons-react'
import { useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { pastNotices, subscribe } from '../browser/past-notices.ts'
import { timeFormats } from '../text/format.ts'
import classes from './past-messages.module.css'

export const PastMessages = () => {
  const { t } = useTranslation()
  const [opened, setOpened] = useState(false)
  return (
    <>
      {opened && <PastList />}
      <ActionIcon
        className={classes['button'] ?? ''}
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={t('past.label')}
        title={t('past.label')}
        aria-expanded={opened}
        onClick={() => setOpened(!opened)}
      >
        <IconBell size={18} stroke={1.7} />
      </ActionIcon>
    </>
  )
}

const PastList = () => {
  const { t, i18n } = useTranslation()
  const past = useSyncExternalStore(subscribe, pastNotices)
  const times = timeFormats(i18n.language)
  return (
    <section className={classes['list']} aria-label={t('past.label')}>
      {past.length === 0 && <p>{t('past.none')}</p>}
      {past.map(({ id, at, title, text = '', tone }) => (
        <article key={id} data-tone={tone}>
          <time dateTime={new Date(at).toISOString()}>{times.clock(at, Date.now())}</time>
          <strong>{title}</strong>
          {text !== '' && <p>{text}</p>}
        </article>
      ))}
    </section>
  )
}
