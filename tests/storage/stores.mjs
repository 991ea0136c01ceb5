// The object stores for the tests, on free ports: Azurite (Azure Blob Storage) and s3rver (S3), each with one empty
// container, "documents". Says where they are in one line of JSON, and ends when its standard input does, so that it
// never outlives whoever started it.
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const require = createRequire(import.meta.url);
const folder = mkdtempSync(join(tmpdir(), "latchkey-stores-"));
let azurite;

function end(code) {
    azurite?.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
    process.exit(code);
}
process.stdin.on("end", () => end(0)).on("error", () => end(0)).resume();

// Azurite's own account, which everybody knows.
const account = "devstoreaccount1";
const key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

const freePort = () =>
    new Promise((resolve) => {
        const server = createServer().listen(0, "127.0.0.1", () => {
            const { port } = server.address();
            server.close(() => resolve(port));
        });
    });

async function startAzurite() {
    const port = await freePort();
    const main = require.resolve("azurite/dist/src/blob/main.js");
    const where = ["--blobHost", "127.0.0.1", "--blobPort", String(port)];
    const how = ["--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry", "--silent"];
    azurite = spawn(process.execPath, [main, ...where, ...how], { stdio: ["ignore", "pipe", "inherit"], cwd: folder });
    azurite.on("exit", (code) => end(code ?? 1));
    await new Promise((resolve) => {
        azurite.stdout.on("data", (text) => String(text).includes("successfully listens") && resolve());
    });
    const url = `http://127.0.0.1:${port}/${account}`;
    await makeContainer(url);
    return url;
}

// PUT ?restype=container, with a shared key:
// https://learn.microsoft.com/en-us/rest/api/storageservices/authorize-with-shared-key
async function makeContainer(url) {
    const date = new Date().toUTCString();
    const version = "2021-08-06";
    const headers = `x-ms-date:${date}\nx-ms-version:${version}\n`;
    const resource = `/${account}/${account}/documents\nrestype:container`;
    const signed = `PUT\n\n\n\n\n\n\n\n\n\n\n\n${headers}${resource}`;
    const signature = createHmac("sha256", Buffer.from(key, "base64")).update(signed).digest("base64");
    const answer = await fetch(`${url}/documents?restype=container`, {
        method: "PUT",
        headers: { "x-ms-date": date, "x-ms-version": version, authorization: `SharedKey ${account}:${signature}` },
    });
    if (answer.status !== 201) throw new Error(`Azurite: ${answer.status} ${await answer.text()}`);
}

async function startS3rver() {
    const S3rver = require("s3rver");
    const server = new S3rver({
        address: "127.0.0.1",
        port: 0,
        silent: true,
        directory: join(folder, "s3"),
        vhostBuckets: false,
        configureBuckets: [{ name: "documents" }],
    });
    const address = await server.run();
    return `http://127.0.0.1:${address.port}`;
}

try {
    const [azure, s3] = await Promise.all([startAzurite(), startS3rver()]);
    console.log(JSON.stringify({ azure, account, key, s3 }));
} catch (error) {
    console.error(error);
    end(1);
}
