/** The frame around every page: navigation at the side (below on phones), the state of the live connection, language and theme. */
import { AppShell } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Outlet, useLocation } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { BottomBar } from './bottom-bar.tsx'
import { ConnectionBanner } from './connection-banner.tsx'
import { useKeepFresh } from './keep-fresh.ts'
import { Navigation } from './navigation.tsx'
import { PageNotices } from './page-notices.tsx'
import classes from './shell.module.css'
import { Toasts } from './toasts.tsx'
import { useNewVersion } from './use-new-version.ts'

export const Shell = () => {
  const { t } = useTranslation()
  const [opened, menu] = useDisclosure(false)
  const { pathname } = useLocation()
  useKeepFresh()
  useNewVersion()
  // biome-ignore lint/correctness/useExhaustiveDependencies: going to another page closes the menu, whatever the page is
  useEffect(() => menu.close(), [pathname])
  return (
    <AppShell
      navbar={{ width: 224, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      footer={{ height: { base: 'calc(56px + env(safe-area-inset-bottom))', sm: 0 } }}
      padding={0}
      transitionDuration={0}
    >
      <button type="button" className={classes['skip']} onClick={focusContent}>
        {t('skipToContent')}
      </button>
      <AppShell.Navbar className={classes['navbar'] ?? ''} id="menu">
        <Navigation />
      </AppShell.Navbar>
      <AppShell.Main className={classes['main'] ?? ''} id="content" tabIndex={-1}>
        <ConnectionBanner />
        <div className={classes['page']}>
          <PageNotices />
          <Outlet />
        </div>
      </AppShell.Main>
      <AppShell.Footer className={classes['footer'] ?? ''} hiddenFrom="sm">
        <BottomBar menuOpened={opened} onToggleMenu={menu.toggle} />
      </AppShell.Footer>
      <Toasts />
    </AppShell>
  )
}

/** A button and no link: a fragment would lead to the root of the app, because addresses are relative to `<base>`. */
const focusContent = (): void => document.getElementById('content')?.focus()
