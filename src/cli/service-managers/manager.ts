/** What a service manager of an operating system is to `clp service`: a file, and the commands that make it count. */

/** What is to be run, and how. */
export interface ServiceSetup {
  /** Absolute path of the runtime. */
  readonly node: string
  /** Absolute path of the `clp` program. */
  readonly script: string
  /** Variables to be set for it; none may hold a line break. */
  readonly variables: Readonly<Record<string, string>>
  /** Absolute path of the CLP home. */
  readonly home: string
}

/** Whose service it is. */
export interface ServiceUser {
  /** Absolute path of the home directory. */
  readonly directory: string
  /** 0 where there are no numbers for users. */
  readonly uid: number
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** A program and its arguments. */
export type Call = readonly [string, ...string[]]

/** A call, and whether it may fail: to stop what is not there is no failure. */
export interface Step {
  readonly call: Call
  readonly mayFail?: boolean
}

export interface Manager {
  /** As people know it: `systemd`. */
  readonly id: string
  readonly platform: NodeJS.Platform
  /** Absolute path of the file that describes the service. */
  readonly file: (user: ServiceUser) => string
  readonly content: (setup: ServiceSetup) => string
  readonly encoding: 'utf8' | 'utf16le'
  /** Once the file is there: starts CLP now and at every log-in. Also when it was installed before. */
  readonly install: (user: ServiceUser) => readonly Step[]
  /** While the file is still there: stops CLP and forgets it. */
  readonly uninstall: (user: ServiceUser) => readonly Step[]
  /** Once the file is gone. */
  readonly afterwards: readonly Step[]
  /** Exits with 0 when the manager starts CLP by itself. */
  readonly enabled: (user: ServiceUser) => Call
}

/** Text for XML. */
export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
