// Opens every page as a reader would, and prints what is wrong with each.
// node look.mjs CHROMIUM SCREENSHOTS LOOKS     LOOKS: some of light,dark,phone
import { join } from "node:path";
import { SITE, axe, launch, pages, serve } from "./site.mjs";

const [chromium, screenshots, wanted] = process.argv.slice(2);
const looks = {
  light: { colorScheme: "light", viewport: { width: 1000, height: 700 } },
  dark: { colorScheme: "dark", viewport: { width: 1000, height: 700 } },
  phone: { colorScheme: "light", viewport: { width: 320, height: 640 } },
};
const findings = [];

async function look(page, path, name) {
  page.on("request", (request) => {
    if (request.url() !== SITE + path && !request.url().endsWith("/favicon.ico")) {
      findings.push(`${name}: loads ${request.url()}`);
    }
  });
  page.on("pageerror", (error) => findings.push(`${name}: ${error}`));
  await page.goto(SITE + path);
  await page.evaluate(axe);
  const { violations, passes } = await page.evaluate(() => axe.run());
  for (const violation of violations) {
    findings.push(`${name}: ${violation.id}: ${violation.help}: ${violation.nodes.map((n) => n.html).join(" | ")}`);
  }
  if (passes.length < 5) {
    findings.push(`${name}: only ${passes.length} rules apply: is it a page?`);
  }
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (excess > 0) {
    findings.push(`${name}: ${excess} pixels wider than the screen`);
  }
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
}

const browser = await launch(chromium);
for (const kind of wanted.split(",")) {
  // The checker is a script, which the pages' policy forbids; what that policy does is looked at in fill.mjs.
  const context = await browser.newContext({ ...looks[kind], bypassCSP: true });
  await serve(context);
  for (const path of Object.keys(pages)) {
    const page = await context.newPage();
    await look(page, path, `${path.slice(1)}.${kind}`);
    await page.close();
  }
  await context.close();
}
await browser.close();
process.stdout.write(JSON.stringify(findings, null, 1));
