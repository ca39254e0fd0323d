/** All pages in groups, and below them what concerns the page itself: connection, language, theme, sign-out. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { statusQuery } from '../api/queries.ts'
import { useClient } from '../connection/app-context.ts'
import { LanguageSwitch } from './language-switch.tsx'
import { LiveIndicator } from './live-indicator.tsx'
import classes from './navigation.module.css'
import { noticeCounts } from './notice-page.ts'
import { PAGE_GROUPS, PAGES } from './pages.ts'
import { PastMessages } from './past-messages.tsx'
import { SignOut } from './sign-out.tsx'
import { ThemeSwitch } from './theme-switch.tsx'

export const Navigation = () => {
  const { t } = useTranslation()
  const status = useQuery(statusQuery(useClient())).data
  const counts = noticeCounts(status?.notices ?? [], status?.services ?? [])
  return (
    <div className={classes['frame']}>
      <div className={classes['brand']}>
        <Mark />
        <span>{t('brand')}</span>
      </div>
      <nav className={classes['nav']} aria-label={t('nav.label')}>
        {PAGE_GROUPS.map((group) => (
          <div key={group} className={classes['group']}>
            <div className={classes['heading']} id={`nav-${group}`}>
              {t(`nav.${group}`)}
            </div>
            <ul aria-labelledby={`nav-${group}`}>
              {PAGES.filter((page) => page.group === group).map(({ id, to, icon: Icon }) => (
                <li key={id}>
                  <Link to={to} className={classes['link']} activeOptions={{ exact: to === '/', includeSearch: false }}>
                    <Icon size={18} stroke={1.7} aria-hidden />
                    <span>{t(`nav.${id}`)}</span>
                    <Attention count={counts.get(to.slice(1)) ?? 0} />
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <div className={classes['foot']}>
        <LiveIndicator />
        <div className={classes['switches']}>
          <PastMessages />
          <LanguageSwitch />
          <ThemeSwitch />
          <SignOut />
        </div>
      </div>
    </div>
  )
}

/** How many things need attention on a page. */
const Attention = ({ count }: { readonly count: number }) => {
  const { t } = useTranslation()
  if (count === 0) return null
  return (
    <span className={classes['badge']} title={t('nav.attention', { count })}>
      <span aria-hidden="true">{count}</span>
      <span className="visually-hidden">{t('nav.attention', { count })}</span>
    </span>
  )
}

/** Two ways in, two ways out: the product in one sign. */
const Mark = () => (
  <svg width="26" height="26" viewBox="0 0 32 32" aria-hidden="true">
    <rect width="32" height="32" rx="8" fill="#0f766e" />
    <path
      d="M7 11h7.5c3 0 3.5 10 6.5 10H25M7 21h7.5c3 0 3.5-10 6.5-10H25"
      fill="none"
      stroke="#fff"
      strokeWidth="2.6"
      strokeLinecap="round"
    />
  </svg>
)
