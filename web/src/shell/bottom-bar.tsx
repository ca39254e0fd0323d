/** The navigation of phones: the pages one needs most, and the way to all others. */
import { UnstyledButton } from '@mantine/core'
import { IconMenu2, IconX } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import classes from './bottom-bar.module.css'
import { PAGES, PHONE_PAGES } from './pages.ts'

export interface BottomBarProps {
  readonly menuOpened: boolean
  readonly onToggleMenu: () => void
}

export const BottomBar = ({ menuOpened, onToggleMenu }: BottomBarProps) => {
  const { t } = useTranslation()
  const pages = PHONE_PAGES.flatMap((id) => PAGES.filter((page) => page.id === id))
  return (
    <nav className={classes['bar']} aria-label={t('nav.label')}>
      {pages.map(({ id, to, icon: Icon }) => (
        <Link key={id} to={to} className={classes['item']} activeOptions={{ exact: to === '/', includeSearch: false }}>
          <Icon size={20} stroke={1.7} aria-hidden />
          <span>{t(`nav.${id}`)}</span>
        </Link>
      ))}
      <UnstyledButton
        className={classes['item'] ?? ''}
        aria-expanded={menuOpened}
        aria-controls="menu"
        onClick={onToggleMenu}
      >
        {menuOpened ? <IconX size={20} stroke={1.7} aria-hidden /> : <IconMenu2 size={20} stroke={1.7} aria-hidden />}
        <span>{menuOpened ? t('action.close') : t('nav.more')}</span>
      </UnstyledButton>
    </nav>
  )
}
