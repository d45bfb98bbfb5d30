// Pictures of every page, on a phone and a desk, by day and by night: npm run screenshots -- FOLDER [--lang ar] [--only NAME]
import '../src/lib/temporal.ts'
import { mkdirSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { openBrowser } from '../test/support/browser.ts'
import { sampleServer } from '../test/support/every-page.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { lang: { type: 'string' }, only: { type: 'string' } },
})
const [folder] = positionals
if (folder === undefined) {
  console.error('Say where the pictures go: npm run screenshots -- FOLDER [--lang ar] [--only NAME]')
  process.exit(2)
}
mkdirSync(folder, { recursive: true })

const server = await sampleServer()
const browser = await openBrowser()
const [name, value] = server.cookie.split('=') as [string, string]
const pages = server.pages.filter((page) => page.name.startsWith(values.only ?? ''))
let taken = 0
try {
  for (const [device, width, height] of [
    ['phone', 360, 780],
    ['desk', 1280, 900],
  ] as const)
    for (const colorScheme of ['light', 'dark'] as const) {
      const context = await browser.newContext({
        ...{ viewport: { width, height }, colorScheme },
        ...(values.lang ? { locale: values.lang } : {}),
      })
      const page = await context.newPage()
      for (const each of pages) {
        await context.clearCookies()
        if (each.by === 'organiser') await context.addCookies([{ name, value, url: server.harbour.origin }])
        const address = new URL(server.address(each))
        if (values.lang) address.searchParams.set('lang', values.lang)
        await page.goto(address.href)
        await page.screenshot({ path: `${folder}/${each.name}-${device}-${colorScheme}.png`, fullPage: true })
        taken++
      }
      await context.close()
    }
  console.log(`${taken} pictures of ${pages.length} pages are in ${folder}.`)
} finally {
  await browser.close()
  await server.end()
}
