import { configureSync, getLogger, type LogRecord, type Sink } from '@logtape/logtape'
import { shorten } from './plain.ts'

/** How much is written to the log. */
export type LogLevel = 'debug' | 'info' | 'warning' | 'error'

/**
 * Opens the operator's log on stderr: one line a record, as text where somebody looks at it and as JSON where a machine
 * collects it. Libraries' own records are written from a warning on (all of them at debug), and only their message:
 * what they attach to it may hold whole letters. One log a process; opening it again replaces it.
 */
export function openLog(level: LogLevel, json = !process.stderr.isTTY) {
  const write: Sink = (record) => void process.stderr.write(`${json ? jsonLine(record) : textLine(record)}\n`)
  configureSync({
    reset: true,
    sinks: { stderr: write },
    loggers: [
      { category: ['folkmoot'], lowestLevel: level, sinks: ['stderr'] },
      {
        category: ['fedify'],
        lowestLevel: level === 'debug' || level === 'error' ? level : 'warning',
        sinks: ['stderr'],
      },
      { category: ['logtape', 'meta'], lowestLevel: 'error', sinks: ['stderr'] },
    ],
  })
  const logger = getLogger(['folkmoot'])
  return (at: LogLevel, what: string, about: Record<string, unknown> = {}): void =>
    // Braces in a sentence of ours are no placeholders.
    logger[at](what.replace(/[{}]/g, '$&$&'), about)
}

function jsonLine(record: LogRecord): string {
  const { category, level, timestamp } = record
  const about = ours(record) ? Object.fromEntries(aboutOf(record)) : {}
  return JSON.stringify(
    {
      at: new Date(timestamp).toISOString(),
      level,
      from: category.join('.'),
      what: whatOf(record),
      ...about,
    },
    plain,
  )
}

function textLine(record: LogRecord): string {
  const about = (ours(record) ? aboutOf(record) : [])
    .map(([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value, plain)}`)
    .join('')
  const from = ours(record) ? '' : `${record.category.join('.')}: `
  return `${new Date(record.timestamp).toISOString()} ${record.level} ${from}${whatOf(record)}${about}`
}

/** The longest text that is written of one thing, in characters; of a fault the whole stack is. */
const longest = 1000

/** What a record is about. Others may have written it: it stays on its line, is not endless, and tells a terminal nothing. */
const aboutOf = ({ properties }: LogRecord): [string, unknown][] =>
  Object.entries(properties).map(([name, value]) => {
    if (typeof value !== 'string') return [name, value]
    if (name === 'fault') return [name, value.replace(/(?!\n)\p{Cc}/gu, ' ')]
    return [name, shorten(value.replace(/\p{Cc}/gu, ' '), longest)]
  })

const ours = ({ category }: LogRecord): boolean => category[0] === 'folkmoot'

/** Of what a library puts into its message only plain values are shown; an object may be somebody's letter. */
const whatOf = ({ message }: LogRecord): string =>
  message
    .map((part) => (typeof part === 'object' && part !== null ? plainObject(part) : String(part)))
    .join('')

const plainObject = (part: object): string =>
  part instanceof Error ? part.message : part instanceof URL ? part.href : '…'

/** JSON shows an error as {} and stumbles over big whole numbers; this shows what they say. */
const plain = (_: string, value: unknown): unknown =>
  value instanceof Error ? value.message : typeof value === 'bigint' ? String(value) : value
