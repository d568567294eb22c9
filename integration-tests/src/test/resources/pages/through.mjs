// Opens a page through a proxy, and prints the status that the browser got for it and what it shows.
// node through.mjs CHROMIUM PROXY URL [USER PASSWORD]
import { createRequire } from "node:module";
import { join } from "node:path";

const { chromium } = createRequire(join(process.cwd(), "package.json"))("playwright-core");
const [executablePath, server, url, username, password] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath,
  proxy: { server, username, password, bypass: "<-loopback>" },
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
});
const page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();
let status = 0;
try {
  status = (await page.goto(url, { timeout: 30000 })).status();
} catch (refused) {
  status = 0; // the browser shows a page of its own
}
const text = await page.innerText("body");
await browser.close();
process.stdout.write(JSON.stringify({ status, text }));
