import { copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Browser } from 'playwright-core'

/** A real browser, carried by a package: nothing has to be installed by hand. Close it when the tests are over. */
export async function openBrowser(): Promise<Browser> {
  // Says to the package which libraries to unpack beside the browser; it looks when it is imported.
  process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs24.x'
  const { default: chromium } = await import('@sparticuz/chromium')
  const { chromium: playwright } = await import('playwright-core')
  const executablePath = await chromium.executablePath()
  addArabic()
  return playwright.launch({
    executablePath,
    args: ['--no-sandbox', '--headless=shell', '--no-zygote', '--disable-gpu'],
    headless: true,
    timeout: 120_000,
  })
}

/** The browser brings letters for Latin only; without these, Arabic would be rows of boxes, and as wide as boxes are. */
function addArabic(): void {
  const { resolve } = createRequire(import.meta.url)
  const folder = join(tmpdir(), 'fonts')
  mkdirSync(folder, { recursive: true })
  for (const face of ['400Regular/NotoSansArabic_400Regular.ttf', '700Bold/NotoSansArabic_700Bold.ttf']) {
    const place = join(folder, basename(face))
    if (existsSync(place)) continue
    // Other tests may open a browser at the same moment.
    const whole = `${place}.${process.pid}`
    copyFileSync(resolve(`@expo-google-fonts/noto-sans-arabic/${face}`), whole)
    renameSync(whole, place)
  }
}
