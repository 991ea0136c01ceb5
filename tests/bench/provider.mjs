// The certified provider of the browser tests, for the site at the origin that is given; prints what a client of it must know.
import { CLIENT_ID, CLIENT_SECRET, startProvider } from "../browser/provider.mjs";

const { issuer } = await startProvider(process.argv[2]);
console.log(JSON.stringify({ issuer, id: CLIENT_ID, secret: CLIENT_SECRET }));
