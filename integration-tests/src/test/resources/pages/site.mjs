// A browser in which the proxy's own pages are where they would be, at SITE, without a server: their fields and bodies
// are in pages.json, by path.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const require = createRequire(join(process.cwd(), "package.json"));
const { chromium } = require("playwright-core");

export const SITE = "http://proxy.corp.example.com:3128";
export const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
export const pages = JSON.parse(readFileSync("pages.json", "utf8"));

export function launch(executablePath) {
  return chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
}

/** Serves the pages to `context`, and an empty one on localhost, and has it reach nobody else. */
export async function serve(context) {
  await context.route("**/*", (route) => {
    const url = new URL(route.request().url());
    const page = url.origin === SITE ? pages[url.pathname] : undefined;
    if (url.hostname === "localhost") {
      return route.fulfill({ contentType: "text/html", body: "<title>reader</title>" });
    }
    return page ? route.fulfill({ status: 200, ...page }) : route.fulfill({ status: 404, body: "" });
  });
}
