import type { Context } from 'hono'

/** What a form sent, every field a text; of a field sent twice the last, and files are left out. */
export async function postedIn(c: Context): Promise<Record<string, string | undefined>> {
  const posted = Object.entries(await c.req.parseBody())
  return Object.fromEntries(
    posted.map(([name, value]) => [name, typeof value === 'string' ? value : undefined]),
  )
}
