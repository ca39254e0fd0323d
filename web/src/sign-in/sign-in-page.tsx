/** The page for whoever is not signed in: asks for a token, says how to get one. */
import { Button, Code, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { keys } from '../api/queries.ts'
import { ErrorNotice } from '../components/error-notice.tsx'
import { useApp } from '../connection/app-context.ts'
import { toProblem } from '../connection/problem.ts'
import { LanguageSwitch } from '../shell/language-switch.tsx'
import { ThemeSwitch } from '../shell/theme-switch.tsx'
import { signIn } from './sign-in.ts'
import classes from './sign-in-page.module.css'

export const SignInPage = () => {
  const { t } = useTranslation()
  const { client, pageKeys } = useApp()
  const queries = useQueryClient()
  const [token, setToken] = useState('')
  const [fault, setFault] = useState<string | undefined>(undefined)
  const entering = useMutation({
    mutationFn: () => signIn(client, pageKeys, token.trim()),
    onSuccess: (session) => {
      queries.setQueryData(keys.session, session)
      void queries.invalidateQueries()
    },
    onError: (error) => {
      const problem = toProblem(error)
      if (problem.status === 429) setFault(t('signIn.tooMany', { seconds: problem.retryAfterSeconds }))
      else if (problem.status === 401) setFault(t('signIn.wrong'))
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!token.trim().startsWith('clp_')) setFault(t('signIn.format'))
    else entering.mutate()
  }
  const other = entering.isError && ![401, 429].includes(toProblem(entering.error).status)
  return (
    <main className={classes['ground']}>
      <Paper className={classes['card'] ?? ''} withBorder>
        <form onSubmit={submit} noValidate>
          <Stack gap="md">
            <Title order={1}>{t('signIn.title')}</Title>
            <Text size="sm">
              {t('signIn.text')} <Code>clp auth generate --name …</Code>
            </Text>
            <PasswordInput
              label={t('signIn.token')}
              placeholder={t('signIn.placeholder')}
              value={token}
              error={fault}
              autoComplete="current-password"
              data-autofocus
              autoFocus
              visibilityToggleButtonProps={{ 'aria-label': t('action.show') }}
              onChange={(event) => {
                setToken(event.currentTarget.value)
                setFault(undefined)
              }}
            />
            {other && <ErrorNotice error={entering.error} />}
            <Button type="submit" loading={entering.isPending}>
              {t('signIn.submit')}
            </Button>
          </Stack>
        </form>
      </Paper>
      <div className={classes['switches']}>
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
    </main>
  )
}
