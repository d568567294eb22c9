// Types a name and a password into the setup page, as its policy lets it, and prints every setting as it is copied.
// node fill.mjs CHROMIUM USER PASSWORD
import { SITE, launch, serve } from "./site.mjs";

const [chromium, user, password] = process.argv.slice(2);
const browser = await launch(chromium);
const context = await browser.newContext();
await serve(context);
await context.grantPermissions(["clipboard-read"], { origin: "http://localhost" });
// Only a page that is secure may read the clipboard, and the setup page is not.
const reader = await context.newPage();
await reader.goto("http://localhost/");

const page = await context.newPage();
const said = [];
page.on("console", (message) => said.push(message.text()));
page.on("pageerror", (error) => said.push(String(error)));
await page.goto(SITE + "/setup");
const requests = [];
page.on("request", (request) => requests.push(request.url()));
await page.fill("#user", user);
await page.fill("#password", password);
const hidden = await page.innerText("main");
await page.check("#show");
const shown = await page.innerText("main");
await page.uncheck("#show");
const settings = {};
for (const section of await page.locator("section[id]:has(pre)").all()) {
  await page.bringToFront();
  await section.locator("button").click();
  await reader.bringToFront();
  settings[await section.getAttribute("id")] = await reader.evaluate(() => navigator.clipboard.readText());
}
const after = await page.innerText("main");
await browser.close();
process.stdout.write(JSON.stringify({ settings, said, requests, hidden, shown, after }, null, 1));
