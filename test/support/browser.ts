import type { Browser } from 'playwright-core'

/** A real browser, carried by a package: nothing has to be installed by hand. Close it when the tests are over. */
export async function openBrowser(): Promise<Browser> {
  // Says to the package which libraries to unpack beside the browser; it looks when it is imported.
  process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs24.x'
  const { default: chromium } = await import('@sparticuz/chromium')
  const { chromium: playwright } = await import('playwright-core')
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    args: ['--no-sandbox', '--headless=shell', '--no-zygote', '--disable-gpu'],
    headless: true,
    timeout: 120_000,
  })
}
